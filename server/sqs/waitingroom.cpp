// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/waitingroom.h"

#include "server/sqs/actions.h"
#include "server/sqs/sqsthread.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kLookEveryMs = 1'000;
constexpr int kServedAfterSuccess = 2; // where one found something there may be more: doubling reaches everybody soon

} // namespace

WaitingRoom::WaitingRoom(SqsThread &thread)
    : m_thread(thread)
{ }

bool WaitingRoom::isOver(const Waiter &waiter) const
{
    return m_ended || waiter.deadlineMs <= m_thread.context().environment.steadyMs();
}

void WaitingRoom::enter(Waiter &&waiter)
{
    if (waiter.request.waitMs > 0) // before the look, so that whoever commits after it announces to us
        waiter.token = WaitToken(m_thread.inbox());
    lookThenServe(std::move(waiter), Place::Back);
}

void WaitingRoom::lookThenServe(Waiter &&waiter, Place place)
{
    const auto dueAt =
        m_thread.read([&](Database &database) { return earliestVisible(database, waiter.request.queueId); });
    if (!dueAt)
        return waiter.reply.send(refusalOf(waiter.call, fromError(dueAt.error(), waiter.call.requestId)));
    if (*dueAt && **dueAt <= m_thread.context().environment.nowMs())
        return take(std::move(waiter));
    park(std::move(waiter), place, *dueAt);
}

void WaitingRoom::park(Waiter &&waiter, Place place, std::optional<qint64> dueAtMs)
{
    if (isOver(waiter))
        return answer(waiter, {});
    Q_ASSERT(waiter.call.input.isEmpty()); // up to 7 MiB
    const qint64 now = m_thread.context().environment.steadyMs();
    qint64 lookIn = kLookEveryMs;
    if (dueAtMs)
        lookIn = std::clamp<qint64>(*dueAtMs - m_thread.context().environment.nowMs(), 1, kLookEveryMs);
    Line &line = m_lines[waiter.request.queueId];
    line.lookAtMs = line.waiters.empty() ? now + lookIn : std::min(line.lookAtMs, now + lookIn);
    wakeAt(std::min(line.lookAtMs, waiter.deadlineMs));
    if (place == Place::Back)
        line.waiters.push_back(std::move(waiter));
    else
        line.waiters.push_front(std::move(waiter));
}

void WaitingRoom::take(Waiter &&waiter)
{
    if (!waiter.reply.isAwaited())
        return; // the client left: a message taken for it would be out of sight for nothing
    if (waiter.request.onlyLooks)
        return show(std::move(waiter));
    const SqsContext &context = m_thread.context();
    if (const auto refused = m_thread.overload())
        return waiter.reply.send(refusalOf(waiter.call, *refused));
    const ReceiveRequest request = waiter.request;
    context.writer.post([request](Transaction &tx) { return takeMessages(tx, request); },
                        [inbox = m_thread.inbox(), waiter = std::move(waiter)](Result<TakenMessages> &&taken) mutable {
                            inbox->post(
                                [waiter = std::move(waiter), taken = std::move(taken)](SqsThread &thread) mutable {
                                    thread.room().returned(std::move(waiter), std::move(taken));
                                });
                        });
}

void WaitingRoom::returned(Waiter &&waiter, Result<TakenMessages> &&taken)
{
    if (!taken)
        return waiter.reply.send(refusalOf(waiter.call, fromError(taken.error(), waiter.call.requestId)));
    if (!*taken)
        return waiter.reply.send(refusalOf(waiter.call, taken->error()));
    const std::vector<ReceivedMessage> &messages = **taken;
    if (messages.empty() && !isOver(waiter))
        return lookThenServe(std::move(waiter), Place::Front); // somebody was quicker
    const qint64 queueId = waiter.request.queueId;
    answer(waiter, messages);
    if (!messages.empty())
        serve(queueId, kServedAfterSuccess);
}

void WaitingRoom::show(Waiter &&waiter)
{
    const qint64 now = m_thread.context().environment.nowMs();
    const auto due = m_thread.read([&](Database &database) { return dueMessages(database, waiter.request, now); });
    if (!due)
        return waiter.reply.send(refusalOf(waiter.call, fromError(due.error(), waiter.call.requestId)));
    if (due->empty() && !isOver(waiter))
        return park(std::move(waiter), Place::Front, std::nullopt);
    answer(waiter, *due);
}

void WaitingRoom::answer(Waiter &waiter, const std::vector<ReceivedMessage> &messages)
{
    waiter.reply.send(answerTo(waiter.call, messagesJson(m_thread, waiter.request, messages)));
}

void WaitingRoom::arrived(qint64 queueId, int messages)
{
    serve(queueId, messages);
}

void WaitingRoom::serve(qint64 queueId, int waiters)
{
    for (; waiters > 0; --waiters) {
        const auto line = m_lines.find(queueId);
        if (line == m_lines.end())
            return;
        Waiter next = std::move(line->second.waiters.front());
        line->second.waiters.pop_front();
        if (line->second.waiters.empty())
            m_lines.erase(line);
        take(std::move(next));
    }
}

void WaitingRoom::end()
{
    m_ended = true;
    for (auto &[queueId, line] : std::exchange(m_lines, {})) {
        for (Waiter &waiter : line.waiters)
            answer(waiter, {});
    }
}

void WaitingRoom::wakeAt(qint64 steadyMs)
{
    if (m_wakeAtMs != 0 && m_wakeAtMs <= steadyMs)
        return;
    if (!m_timer) {
        m_timer = std::make_unique<QTimer>();
        m_timer->setSingleShot(true);
        m_timer->callOnTimeout([this] { onTimer(); });
    }
    m_wakeAtMs = steadyMs;
    m_timer->start(static_cast<int>(std::max<qint64>(1, steadyMs - m_thread.context().environment.steadyMs())));
}

// Answers those whose time is up and forgets those who left.
void WaitingRoom::dismiss(Line &line, qint64 nowMs)
{
    for (Waiter &waiter : line.waiters) {
        if (waiter.deadlineMs <= nowMs)
            answer(waiter, {});
    }
    std::erase_if(line.waiters, [](const Waiter &waiter) { return !waiter.reply.isAwaited(); });
}

void WaitingRoom::onTimer()
{
    m_wakeAtMs = 0;
    const qint64 now = m_thread.context().environment.steadyMs();
    std::vector<Waiter> looking;
    for (auto line = m_lines.begin(); line != m_lines.end();) {
        std::deque<Waiter> &waiters = line->second.waiters;
        dismiss(line->second, now);
        if (!waiters.empty() && line->second.lookAtMs <= now) {
            looking.push_back(std::move(waiters.front())); // one look serves the line: what it finds, others share
            waiters.pop_front();
            line->second.lookAtMs = now + kLookEveryMs;
        }
        for (const Waiter &waiter : waiters)
            wakeAt(std::min(waiter.deadlineMs, line->second.lookAtMs));
        line = waiters.empty() ? m_lines.erase(line) : std::next(line);
    }
    for (Waiter &waiter : looking)
        lookThenServe(std::move(waiter), Place::Front);
}

} // namespace remirai
