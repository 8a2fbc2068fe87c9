// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/simpleclient.h"

#include <QHostAddress>
#include <QJsonDocument>

namespace remirai {

namespace {

constexpr int kTimeoutMs = 10'000;

} // namespace

QJsonObject HttpAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

std::optional<HttpAnswer> SimpleClient::send(const QByteArray &method, const QByteArray &target, const QByteArray &body)
{
    if (m_socket.state() != QAbstractSocket::ConnectedState) {
        m_socket.abort();
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        if (!m_socket.waitForConnected(kTimeoutMs))
            return std::nullopt;
    }
    QByteArray request = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + userAgent + "\r\n";
    if (!token.isEmpty())
        request += "Authorization: Bearer " + token + "\r\n";
    if (!body.isEmpty())
        request += "Content-Type: application/json\r\n";
    request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    m_socket.write(request);
    auto answer = receive();
    if (!answer)
        m_socket.abort();
    return answer;
}

std::optional<HttpAnswer> SimpleClient::receive()
{
    QByteArray bytes;
    qsizetype head = -1;
    while ((head = bytes.indexOf("\r\n\r\n")) < 0) {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(kTimeoutMs))
            return std::nullopt;
        bytes += m_socket.readAll();
    }
    const QByteArray headers = bytes.left(head).toLower();
    const qsizetype at = headers.indexOf("content-length:");
    const qsizetype length = at < 0 ? 0 : headers.mid(at + 15, headers.indexOf("\r\n", at) - at - 15).trimmed().toInt();
    while (bytes.size() < head + 4 + length) {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(kTimeoutMs))
            return std::nullopt;
        bytes += m_socket.readAll();
    }
    if (headers.contains("connection: close"))
        m_socket.disconnectFromHost();
    return HttpAnswer{bytes.mid(9, 3).toInt(), bytes.mid(head + 4, length)};
}

} // namespace remirai
