// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cannedserver.h"

#include <QSemaphore>
#include <QTcpSocket>
#include <memory>

namespace remirai {

namespace {

// The length of the first request in `bytes`; 0 while it is incomplete.
qsizetype requestLength(const QByteArray &bytes)
{
    const qsizetype head = bytes.indexOf("\r\n\r\n");
    if (head < 0)
        return 0;
    qsizetype body = 0;
    for (const QByteArray &line : bytes.first(head).split('\n')) {
        if (line.toLower().startsWith("content-length:"))
            body = line.mid(15).trimmed().toLongLong();
    }
    const qsizetype length = head + 4 + body;
    return bytes.size() >= length ? length : 0;
}

} // namespace

CannedServer::CannedServer(std::vector<QByteArray> replies)
    : m_replies(std::move(replies))
{
    QSemaphore listening;
    QObject::connect(
        &m_thread, &QThread::started, &m_thread,
        [this, &listening] {
            m_server = std::make_unique<QTcpServer>();
            m_server->listen(QHostAddress::LocalHost);
            m_port = m_server->serverPort();
            serve(*m_server);
            listening.release();
        },
        Qt::DirectConnection);
    QObject::connect(
        &m_thread, &QThread::finished, &m_thread, [this] { m_server.reset(); }, Qt::DirectConnection);
    m_thread.start();
    listening.acquire();
}

CannedServer::~CannedServer()
{
    m_thread.quit();
    m_thread.wait();
}

std::vector<QByteArray> CannedServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

QByteArray CannedServer::json(const QByteArray &body, const QByteArray &status, const QByteArray &contentType)
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + contentType
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

void CannedServer::serve(QTcpServer &server)
{
    QObject::connect(&server, &QTcpServer::newConnection, &server, [this, &server] {
        while (QTcpSocket *socket = server.nextPendingConnection()) {
            auto received = std::make_shared<QByteArray>();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, received] {
                *received += socket->readAll();
                answer(socket, *received);
            });
        }
    });
}

void CannedServer::answer(QTcpSocket *socket, QByteArray &received)
{
    while (const qsizetype length = requestLength(received)) {
        size_t number = 0;
        {
            const std::lock_guard lock(m_mutex);
            m_requests.push_back(received.first(length));
            number = m_requests.size();
        }
        received.remove(0, length);
        socket->write(m_replies.at(std::min(number, m_replies.size()) - 1));
    }
}

} // namespace remirai
