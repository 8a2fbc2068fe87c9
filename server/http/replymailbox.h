// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QThread>
#include <mutex>
#include <optional>
#include <vector>

namespace remirai {

class HttpLoop;

// Names one exchange of one connection of one HTTP thread. Ids are never reused within a thread.
struct ExchangeId
{
    quint64 connection = 0;
    quint32 sequence = 0;

    bool operator==(const ExchangeId &) const = default;
};

// Something on its way to a client.
struct Delivery
{
    enum class Kind { Answer, StreamBytes, StreamEnd };

    Kind kind = Kind::Answer;
    ExchangeId exchange;
    Response response;
    QByteArray bytes;
};

// Where other threads leave answers for an HTTP thread, which is woken once for all that it has not taken yet. Outlives
// its loop, so an answer that comes after the server is gone is dropped, not a crash. Thread-safe unless said
// otherwise.
//
// It wakes the loop by a descriptor of its own rather than by posting an event: no allocation, nobody who could be
// destroyed meanwhile, and a hand-over that the thread sanitizer can follow.
class ReplyMailbox
{
public:
    explicit ReplyMailbox(HttpLoop &loop); // in the loop's thread
    ~ReplyMailbox();
    Q_DISABLE_COPY_MOVE(ReplyMailbox)

    // The loop, when called in its thread while it lives; null elsewhere.
    HttpLoop *loopHere() const { return m_thread == QThread::currentThreadId() ? m_loop : nullptr; }

    void post(Delivery delivery);

    // Asks the loop to stop within that time.
    void postStop(qint64 deadlineMs);

    struct Content
    {
        std::vector<Delivery> deliveries;
        std::optional<qint64> stopWithinMs;
    };
    // For the loop, in its thread: readable whenever there is something to take.
    int wakeDescriptor() const { return m_wake; }
    Content takeAll();
    void close();

private:
    template <typename Change> void put(Change &&change);

    HttpLoop *m_loop; // written and read in the loop's thread only
    const Qt::HANDLE m_thread;
    std::mutex m_mutex;
    bool m_closed = false;
    bool m_woken = false;
    Content m_content;
    const int m_wake; // eventfd
};

} // namespace remirai
