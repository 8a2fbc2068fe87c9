// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/auth/jwksserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>

namespace remirai {

JwksServer::JwksServer()
{
    auto *server = new QTcpServer;
    server->listen(QHostAddress::LocalHost);
    m_port = server->serverPort();
    server->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, server, &QObject::deleteLater);
    QObject::connect(server, &QTcpServer::newConnection, server, [this, server] {
        QTcpSocket *socket = server->nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            if (!socket->peek(8'192).contains("\r\n\r\n"))
                return;
            socket->readAll();
            const QByteArray answer = nextAnswer();
            if (answer.isEmpty())
                return;
            // Copied, as the thread sanitizer cannot see how Qt itself counts references.
            socket->write(answer.constData(), answer.size());
            socket->disconnectFromHost();
        });
    });
    m_thread.start();
}

JwksServer::~JwksServer()
{
    m_thread.quit();
    m_thread.wait();
}

QString JwksServer::url() const
{
    return QStringLiteral("http://127.0.0.1:%1/certs").arg(m_port);
}

void JwksServer::serveKeys(const std::vector<QJsonObject> &keys, const QByteArray &cacheControl)
{
    QJsonArray list;
    for (const QJsonObject &key : keys)
        list.append(key);
    serve(200, QJsonDocument(QJsonObject{{QStringLiteral("keys"), list}}).toJson(), cacheControl);
}

void JwksServer::serve(int status, const QByteArray &body, const QByteArray &cacheControl)
{
    QByteArray answer = "HTTP/1.1 " + QByteArray::number(status)
        + " Whatever\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n";
    if (!cacheControl.isEmpty())
        answer += "Cache-Control: " + cacheControl + "\r\n";
    const std::scoped_lock lock(m_mutex);
    m_answer = answer + "\r\n" + body;
}

void JwksServer::hang()
{
    const std::scoped_lock lock(m_mutex);
    m_answer.clear();
}

int JwksServer::requestCount() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

QByteArray JwksServer::nextAnswer()
{
    const std::scoped_lock lock(m_mutex);
    ++m_requests;
    return m_answer;
}

} // namespace remirai
