// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QObject>
#include <QThread>
#include <mutex>
#include <vector>

namespace remirai {

class HttpLoop;

// Names one exchange of one connection of one HTTP thread. Ids are never reused within a thread.
struct ExchangeId
{
    quint64 connection = 0;
    quint32 sequence = 0;
};

// Something on its way to a client.
struct Outgoing
{
    enum class Kind { Answer, StreamBytes, StreamEnd };

    Kind kind = Kind::Answer;
    ExchangeId exchange;
    Response response;
    QByteArray bytes;
};

// Where other threads leave answers for an HTTP thread: one lock and at most one wake-up for a whole batch. Outlives
// its loop, so an answer that comes after the server is gone is dropped, not a crash. Thread-safe unless said
// otherwise.
class ReplyMailbox
{
public:
    explicit ReplyMailbox(HttpLoop &loop); // in the loop's thread

    // The loop, when called in its thread while it lives; null elsewhere.
    HttpLoop *loopHere() const { return m_thread == QThread::currentThreadId() ? m_loop : nullptr; }

    void post(Outgoing outgoing);
    void post(std::vector<Outgoing> batch);

    // For the loop, in its thread.
    std::vector<Outgoing> takeAll();
    void close();

private:
    void wakeLocked(bool wasEmpty);

    HttpLoop *m_loop; // written and read in the loop's thread only
    const Qt::HANDLE m_thread;
    std::mutex m_mutex;
    QObject *m_receiver; // null when closed
    std::vector<Outgoing> m_waiting;
};

} // namespace remirai
