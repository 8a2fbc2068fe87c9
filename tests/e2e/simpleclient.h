// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QTcpSocket>
#include <optional>

namespace remirai {

struct HttpAnswer
{
    int status = 0;
    QByteArray body;
    QJsonObject json() const;
};

// A blocking HTTP/1.1 client on one kept-alive connection, for threads of tests. One thread.
class SimpleClient
{
public:
    explicit SimpleClient(quint16 port)
        : m_port(port)
    { }
    QByteArray token; // bearer
    QByteArray userAgent = "test";

    // Nothing when the connection broke before the whole answer was here: the request may or may not have happened.
    std::optional<HttpAnswer> send(const QByteArray &method, const QByteArray &target, const QByteArray &body = {});

private:
    std::optional<HttpAnswer> receive();

    const quint16 m_port;
    QTcpSocket m_socket;
};

} // namespace remirai
