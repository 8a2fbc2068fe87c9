// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeapi.h"

#include <QTcpSocket>
#include <QUrl>
#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace remirai::ui {

FakeApi::FakeApi()
{
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
    reopen();
}

void FakeApi::set(const QByteArray &route, const QByteArray &json, int status)
{
    m_routes[route] = {status, json};
}

void FakeApi::breakOff(const QByteArray &route)
{
    m_breaking = route;
}

void FakeApi::letGo()
{
    const QByteArray route = std::exchange(m_held, {});
    for (QTcpSocket *socket : std::exchange(m_waiting, {}))
        send(socket, route);
}

void FakeApi::push(const QByteArray &streamText)
{
    for (QTcpSocket *stream : m_streams)
        stream->write(streamText);
}

void FakeApi::close()
{
    m_server.close();
    for (QTcpSocket *socket : QList<QTcpSocket *>(m_sockets))
        socket->abort();
}

void FakeApi::reopen()
{
    m_server.listen(QHostAddress::LocalHost, m_port);
    m_port = m_server.serverPort();
}

QUrl FakeApi::url() const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port));
}

QList<AskedRequest> FakeApi::asked(const QByteArray &method) const
{
    QList<AskedRequest> found;
    std::copy_if(m_asked.begin(), m_asked.end(), std::back_inserter(found),
                 [&](const AskedRequest &request) { return request.method == method; });
    return found;
}

qsizetype FakeApi::count(const QByteArray &method, const QByteArray &path) const
{
    return std::count_if(m_asked.begin(), m_asked.end(),
                         [&](const AskedRequest &request) { return request.method == method && request.path == path; });
}

void FakeApi::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        m_sockets << socket;
        auto buffer = std::make_shared<QByteArray>();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, buffer] {
            *buffer += socket->readAll();
            read(socket, *buffer);
        });
        QObject::connect(socket, &QTcpSocket::disconnected, &m_server, [this, socket] {
            m_sockets.removeAll(socket);
            m_streams.removeAll(socket);
            m_waiting.removeAll(socket);
            socket->deleteLater();
        });
    }
}

void FakeApi::read(QTcpSocket *socket, QByteArray &buffer)
{
    for (qsizetype head = buffer.indexOf("\r\n\r\n"); head >= 0; head = buffer.indexOf("\r\n\r\n")) {
        AskedRequest request;
        qsizetype length = 0;
        const QList<QByteArray> lines = buffer.first(head).split('\n');
        for (const QByteArray &line : lines) {
            const QByteArray name = line.left(line.indexOf(':')).toLower();
            const QByteArray value = line.mid(line.indexOf(':') + 1).trimmed();
            if (name == "content-length")
                length = value.toLongLong();
            if (name == "idempotency-key")
                request.key = value;
        }
        if (buffer.size() < head + 4 + length)
            return;
        const QList<QByteArray> first = lines.first().split(' ');
        const QByteArray target = first.value(1);
        request.method = first.value(0);
        request.path = target.left(target.contains('?') ? target.indexOf('?') : target.size());
        request.query = target.contains('?') ? target.mid(target.indexOf('?') + 1) : QByteArray();
        request.body = buffer.sliced(head + 4, length);
        buffer.remove(0, head + 4 + length);
        m_asked << request;
        answer(socket, request);
    }
}

void FakeApi::answer(QTcpSocket *socket, const AskedRequest &request)
{
    if (request.path == "/api/v1/operator/live") {
        m_streams << socket;
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nretry: 2000\n\n");
        return;
    }
    const QByteArray route = request.method + ' ' + request.path;
    if (route == m_held)
        m_waiting << socket;
    else
        send(socket, route);
}

void FakeApi::send(QTcpSocket *socket, const QByteArray &route)
{
    const bool breaksOff = route == m_breaking;
    if (breaksOff)
        m_breaking.clear();
    const auto found = m_routes.find(route);
    const QByteArray missing = R"({"title":"Not found","status":404,"detail":"the test has no answer for this"})";
    const auto [status, body] = found == m_routes.end() ? std::pair(404, missing) : found->second;
    socket->write("HTTP/1.1 " + QByteArray::number(status)
                  + " Status\r\nContent-Type: application/json\r\nContent-Length: "
                  + QByteArray::number(body.size() + (breaksOff ? 1 : 0)) + "\r\n\r\n" + body);
    if (breaksOff)
        socket->disconnectFromHost();
}

} // namespace remirai::ui
