// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/queue/messagequeue.h"
#include "server/http/reply.h"
#include "server/sqs/inbox.h"
#include "server/sqs/sqscall.h"

#include <QTimer>
#include <deque>
#include <map>

namespace remirai {

// One receive, as a client asked for it.
struct ReceiveRequest
{
    qint64 queueId = 0;
    int max = 1;
    std::optional<qint64> visibilityMs; // the queue's when absent
    qint64 waitMs = 0;
    QStringList systemAttributes;
    QStringList messageAttributes;
    bool onlyLooks = false; // shows what is due without taking it
};

// Counts as a long poll for as long as it lives.
class WaitToken
{
public:
    WaitToken() = default;
    explicit WaitToken(std::shared_ptr<SqsInbox> inbox)
        : m_inbox(std::move(inbox))
    {
        ++m_inbox->waiting;
    }
    WaitToken(WaitToken &&) noexcept = default;
    WaitToken &operator=(WaitToken &&other) noexcept
    {
        std::swap(m_inbox, other.m_inbox);
        return *this;
    }
    ~WaitToken()
    {
        if (m_inbox)
            --m_inbox->waiting;
    }

private:
    std::shared_ptr<SqsInbox> m_inbox;
};

struct Waiter
{
    SqsCall call;
    ReceiveRequest request;
    Reply reply;
    qint64 deadlineMs = 0; // steady
    WaitToken token = {};
};

// What a receive's transaction brought.
using TakenMessages = Checked<std::vector<ReceivedMessage>>;

// The receives of one thread of the endpoint. Each is a value: first it looks whether anything is due; if so, the
// writer takes it, otherwise it stands in its queue's line until messages arrive, one becomes due, or its time is up.
// Lines are first come, first served. While nobody waits, no timer runs; while somebody does, one index look a second
// and queue finds what other processes or the sagas have sent. Belongs to its thread.
class WaitingRoom
{
public:
    explicit WaitingRoom(SqsThread &thread);

    void enter(Waiter &&waiter);
    void returned(Waiter &&waiter, Result<TakenMessages> &&taken);
    void arrived(qint64 queueId, int messages);
    // Answers all who wait, and nobody waits any more.
    void end();

private:
    enum class Place { Back, Front };
    struct Line
    {
        std::deque<Waiter> waiters;
        qint64 lookAtMs = 0; // steady: when to look again
    };

    void lookThenServe(Waiter &&waiter, Place place);
    void park(Waiter &&waiter, Place place, std::optional<qint64> dueAtMs);
    void take(Waiter &&waiter);
    void show(Waiter &&waiter);
    void answer(Waiter &waiter, const std::vector<ReceivedMessage> &messages);
    void serve(qint64 queueId, int waiters);
    void onTimer();
    void dismiss(Line &line, qint64 nowMs);
    void wakeAt(qint64 steadyMs);
    bool isOver(const Waiter &waiter) const;

    SqsThread &m_thread;
    std::map<qint64, Line> m_lines;
    std::unique_ptr<QTimer> m_timer; // made with the first who waits
    qint64 m_wakeAtMs = 0; // 0 = not set
    bool m_ended = false;
};

} // namespace remirai
