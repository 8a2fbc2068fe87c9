// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QTcpServer>
#include <QUrl>
#include <functional>
#include <map>

class QTcpSocket;

namespace remirai::ui {

struct AskedRequest
{
    QByteArray method;
    QByteArray path; // without the query
    QByteArray query;
    QByteArray body;
    QByteArray key; // Idempotency-Key
};

// A server that a test plays, in the test's own thread, on a loopback port: canned JSON by "METHOD path", and a stream
// of events. What it is asked is kept. Closing it cuts every connection, so that the client finds nobody.
class FakeApi
{
public:
    FakeApi();
    void set(const QByteArray &route, const QByteArray &json, int status = 200); // "GET /api/v1/operator/overview"
    void breakOff(const QByteArray &route); // the next answer to it ends within its body
    void hold(const QByteArray &route) { m_held = route; } // its answers wait for letGo()
    void letGo();
    void push(const QByteArray &streamText); // to whoever listens to the live stream
    void close();
    void reopen(); // on the same port
    QUrl url() const;
    QList<AskedRequest> asked(const QByteArray &method) const;
    qsizetype count(const QByteArray &method, const QByteArray &path) const;
    int listeners() const { return static_cast<int>(m_streams.size()); }

private:
    void accept();
    void read(QTcpSocket *socket, QByteArray &buffer);
    void answer(QTcpSocket *socket, const AskedRequest &request);
    void send(QTcpSocket *socket, const QByteArray &route);

    QTcpServer m_server;
    quint16 m_port = 0;
    QList<QTcpSocket *> m_sockets;
    QList<QTcpSocket *> m_streams;
    QList<AskedRequest> m_asked;
    QByteArray m_breaking;
    QByteArray m_held;
    QList<QTcpSocket *> m_waiting; // for letGo()
    std::map<QByteArray, std::pair<int, QByteArray>> m_routes;
};

} // namespace remirai::ui
