// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/providers/misbehavingserver.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace remirai {

namespace {

QByteArray headOf(const Served &served)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(served.status)
        + " X\r\nContent-Length: " + QByteArray::number(served.body.size()) + "\r\nContent-Type: application/json\r\n";
    for (const QByteArray &line : served.headers)
        head += line + "\r\n";
    return head + "\r\n";
}

void trickle(QTcpSocket *socket, const QByteArray &body)
{
    auto *timer = new QTimer(socket);
    auto sent = std::make_shared<qsizetype>(0);
    QObject::connect(timer, &QTimer::timeout, socket, [=] {
        socket->write(body.mid((*sent)++, 1));
        if (*sent >= body.size())
            timer->stop();
    });
    timer->start(20);
}

} // namespace

MisbehavingServer::MisbehavingServer(Handler handler)
    : m_handler(std::move(handler))
    , m_context(std::make_unique<QObject>())
{
    m_thread.start();
    m_context->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        m_context.get(),
        [this] {
            auto *server = new QTcpServer(m_context.get());
            server->setListenBacklogSize(256);
            server->setMaxPendingConnections(256);
            QObject::connect(server, &QTcpServer::newConnection, server, [this, server] {
                while (QTcpSocket *socket = server->nextPendingConnection())
                    accept(socket);
            });
            server->listen(QHostAddress::LocalHost);
            m_port = server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

MisbehavingServer::~MisbehavingServer()
{
    QMetaObject::invokeMethod(
        m_context.get(), [this] { qDeleteAll(m_context->findChildren<QTcpServer *>()); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

QByteArray MisbehavingServer::url(const QByteArray &path) const
{
    return "http://127.0.0.1:" + QByteArray::number(m_port) + path;
}

QList<ServedRequest> MisbehavingServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void MisbehavingServer::accept(QTcpSocket *socket)
{
    ++m_connections;
    auto buffer = std::make_shared<QByteArray>();
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, buffer] { read(socket, *buffer); });
}

void MisbehavingServer::read(QTcpSocket *socket, QByteArray &buffer)
{
    buffer += socket->readAll();
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = buffer.left(end);
    const qsizetype lengthAt = head.toLower().indexOf("content-length:");
    const qsizetype length = lengthAt < 0 ? 0 : head.mid(lengthAt + 15).split('\r').front().trimmed().toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    const QList<QByteArray> words = head.split('\r').front().split(' ');
    const ServedRequest request{words.value(0), words.value(1), head, buffer.mid(end + 4, length)};
    buffer.remove(0, end + 4 + length);
    {
        const std::lock_guard lock(m_mutex);
        m_requests.append(request);
    }
    serve(socket, request);
    m_arrived.release();
}

void MisbehavingServer::serve(QTcpSocket *socket, const ServedRequest &request)
{
    const Served served = m_handler(request);
    const QByteArray head = headOf(served);
    switch (served.manner) {
    case Manner::Answer:
        socket->write(head + served.body);
        return;
    case Manner::Silence:
        return;
    case Manner::Trickle:
        socket->write(head);
        trickle(socket, served.body);
        return;
    case Manner::HangUp:
        socket->write(head + served.body.left(served.body.size() / 2));
        socket->disconnectFromHost();
        return;
    case Manner::Together:
        m_waiting.append({socket, head + served.body});
        if (m_waiting.size() < served.together)
            return;
        for (const auto &[waiting, bytes] : std::as_const(m_waiting))
            waiting->write(bytes);
        m_waiting.clear();
        return;
    }
}

} // namespace remirai
