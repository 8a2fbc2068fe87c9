// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QTcpServer>
#include <QThread>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace remirai {

// An HTTP server on a loopback port that answers each request with the next of the prepared replies (the last one again
// and again) and keeps what it was asked. Runs on a thread of its own, as its clients block.
class CannedServer
{
public:
    // Whole replies, from "HTTP/1.1 200 OK" on; an empty one is never sent.
    explicit CannedServer(std::vector<QByteArray> replies);
    ~CannedServer();

    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    // Heads and bodies as they came, one a request.
    std::vector<QByteArray> requests() const;

    // A complete JSON reply.
    static QByteArray json(const QByteArray &body, const QByteArray &status = "200 OK",
                           const QByteArray &contentType = "application/json");
    static QByteArray problem(const QByteArray &body, const QByteArray &status)
    {
        return json(body, status, "application/problem+json");
    }

private:
    void serve(QTcpServer &server);
    void answer(QTcpSocket *socket, QByteArray &received);

    const std::vector<QByteArray> m_replies;
    std::atomic<quint16> m_port{0};
    mutable std::mutex m_mutex;
    std::vector<QByteArray> m_requests; // guarded by m_mutex
    QThread m_thread;
    std::unique_ptr<QTcpServer> m_server; // lives in m_thread
};

} // namespace remirai
