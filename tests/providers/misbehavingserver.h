// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QSemaphore>
#include <QThread>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

class QTcpSocket;

namespace remirai {

struct ServedRequest
{
    QByteArray method;
    QByteArray path;
    QByteArray head; // all header lines, in lower case names as they came
    QByteArray body;
};

enum class Manner {
    Answer,
    Silence, // never a byte
    Trickle, // the head, then a byte of the body every 20 ms
    HangUp, // the head and half of the body, then the connection ends
    Together, // answers when `together` requests are waiting, to all of them
};

struct Served
{
    int status = 200;
    QByteArray body;
    QList<QByteArray> headers; // "Name: value"
    Manner manner = Manner::Answer;
    int together = 0;
};

// An HTTP/1.1 server on loopback in a thread of its own that behaves as badly as a test asks.
class MisbehavingServer
{
public:
    using Handler = std::function<Served(const ServedRequest &)>; // called in the server's thread

    explicit MisbehavingServer(Handler handler);
    ~MisbehavingServer();

    QByteArray url(const QByteArray &path) const; // http://127.0.0.1:port + path
    quint16 port() const { return m_port; }
    int connections() const { return m_connections; } // accepted so far
    bool waitForRequest(int timeoutMs = 10'000) { return m_arrived.tryAcquire(1, timeoutMs); }
    QList<ServedRequest> requests() const;

private:
    void accept(QTcpSocket *socket);
    void read(QTcpSocket *socket, QByteArray &buffer);
    void serve(QTcpSocket *socket, const ServedRequest &request);

    Handler m_handler;
    QThread m_thread;
    std::unique_ptr<QObject> m_context; // lives in m_thread; parent of the server and its sockets
    quint16 m_port = 0;
    std::atomic<int> m_connections = 0;
    QSemaphore m_arrived;
    QList<std::pair<QTcpSocket *, QByteArray>> m_waiting; // Together
    mutable std::mutex m_mutex;
    QList<ServedRequest> m_requests; // guarded by m_mutex
};

} // namespace remirai
