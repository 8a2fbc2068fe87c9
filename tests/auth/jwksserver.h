// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QThread>
#include <mutex>
#include <vector>

namespace remirai {

// Plays Google's key endpoint on a loopback port, in a thread of its own as its client blocks. Thread-safe.
class JwksServer
{
public:
    JwksServer();
    ~JwksServer();
    JwksServer(const JwksServer &) = delete;
    JwksServer &operator=(const JwksServer &) = delete;

    QString url() const;

    void serveKeys(const std::vector<QJsonObject> &keys, const QByteArray &cacheControl = "public, max-age=600");
    void serve(int status, const QByteArray &body, const QByteArray &cacheControl = {});
    // Takes requests and never answers.
    void hang();

    int requestCount() const;

private:
    QByteArray nextAnswer();

    mutable std::mutex m_mutex;
    QByteArray m_answer; // empty = hang
    int m_requests = 0;
    QThread m_thread;
    quint16 m_port = 0;
};

} // namespace remirai
