// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/messagequeue.h"

#include "core/domain/waits.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kUndeliverablePauseMs = 86'400'000;

qint64 newNonce(Environment &environment)
{
    return static_cast<qint64>(environment.random64() >> 1 | 1); // positive, never 0
}

} // namespace

void countMoved(Transaction &tx, qint64 from, qint64 to)
{
    tx.count(goneCounter(from), 1);
    tx.count(sentCounter(to), 1);
}

Result<MessageId> send(Transaction &tx, const Queue &queue, const OutgoingMessage &outgoing)
{
    const qsizetype size = outgoing.body.size();
    if (outgoing.body.isEmpty())
        return Error{ErrorCode::Unprocessable, QStringLiteral("a message needs a body"), QStringLiteral("body")};
    if (size > queue.maxMessageBytes)
        return Error{
            ErrorCode::TooLarge,
            QStringLiteral("the message has %1 bytes; at most %2 are taken").arg(size).arg(queue.maxMessageBytes),
            QStringLiteral("body")};
    if (outgoing.body.contains('\0'))
        return Error{ErrorCode::Unprocessable, QStringLiteral("the body contains a NUL character"),
                     QStringLiteral("body")};
    const qint64 delayMs = outgoing.delayMs.value_or(queue.delayMs);
    if (delayMs < 0 || delayMs > kMaxDelayMs)
        return Error{ErrorCode::Unprocessable, QStringLiteral("the delay must be 0 to %1 ms").arg(kMaxDelayMs),
                     QStringLiteral("delay_ms")};

    NewMessage message{tx.environment().newId<MessageId>(),
                       queue.id,
                       outgoing.body,
                       outgoing.attributes,
                       outgoing.sagaId,
                       tx.nowMs() + delayMs,
                       outgoing.systemAttributes};
    if (const Status inserted = insertMessage(tx, message); !inserted)
        return inserted.error();
    tx.count(sentCounter(queue.id), 1);
    return message.id;
}

Result<Received> receive(Transaction &tx, const Queue &queue, int max, qint64 visibilityMs)
{
    Received received;
    if (queue.paused)
        return received;
    const qint64 nonce = newNonce(tx.environment());
    // Messages that turn out to be spent make room for others, so look again until the batch is full or the queue is
    // dry.
    while (static_cast<int>(received.messages.size()) < max) {
        const int wanted = max - static_cast<int>(received.messages.size());
        auto claimed = claimMessages(tx, queue.id, wanted, nonce, tx.nowMs() + std::max<qint64>(visibilityMs, 1));
        if (!claimed)
            return claimed.error();
        for (Message &message : *claimed) {
            const bool spent = queue.buries() && message.receiveCount > queue.maxReceiveCount;
            if (!spent) {
                if (message.receiveCount == 1) // a retry's wait is backoff, not load
                    tx.count(waitCounter(queue.id, waitBucket(tx.nowMs() - message.sentAtMs)), 1);
                const qint64 seq = message.seq;
                received.messages.push_back({std::move(message), {seq, nonce}});
                continue;
            }
            const QString error = QStringLiteral("received %1 times without being settled").arg(queue.maxReceiveCount);
            const auto moved = deadLetter(tx, queue, message, error);
            if (!moved)
                return moved.error();
            if (!*moved)
                continue;
            message.lastError = error;
            received.exhausted.push_back(std::move(message));
        }
        if (static_cast<int>(claimed->size()) < wanted)
            break;
    }
    return received;
}

Result<bool> acknowledge(Transaction &tx, const Queue &queue, const ReceiptHandle &receipt)
{
    auto deleted = deleteMessage(tx, receipt);
    if (deleted && *deleted) {
        tx.count(goneCounter(queue.id), 1);
        tx.count(completedCounter(queue.id), 1);
    }
    return deleted;
}

Result<std::optional<SagaId>> remove(Transaction &tx, const Queue &queue, qint64 seq, MessageId id)
{
    auto removed = deleteMessage(tx, queue.id, seq, id);
    if (removed && *removed) {
        tx.count(goneCounter(queue.id), 1);
        tx.count(completedCounter(queue.id), 1);
    }
    return removed;
}

Result<bool> changeVisibility(Transaction &tx, const ReceiptHandle &receipt, qint64 visibilityMs)
{
    if (visibilityMs < 0 || visibilityMs > kMaxVisibilityMs)
        return Error{ErrorCode::Unprocessable,
                     QStringLiteral("the visibility timeout must be 0 to %1 ms").arg(kMaxVisibilityMs),
                     QStringLiteral("visibility_timeout_ms")};
    return setVisibleAt(tx, receipt, tx.nowMs() + visibilityMs);
}

Result<bool> giveBack(Transaction &tx, const ReceiptHandle &receipt, qint64 delayMs, Spend spend, const QString &error)
{
    return releaseMessage(tx, receipt, tx.nowMs() + delayMs, spend == Spend::Nothing ? 1 : 0, error);
}

Result<bool> deadLetter(Transaction &tx, const Queue &queue, const Message &message, const QString &error)
{
    if (queue.deadLetterId == 0)
        return parkMessage(tx, message, tx.nowMs() + kUndeliverablePauseMs, error);
    auto moved = moveToDeadLetter(tx, message, queue.deadLetterId, error);
    if (!moved || !*moved)
        return moved;
    countMoved(tx, queue.id, queue.deadLetterId);
    tx.count(deadCounter(queue.id), 1);
    QJsonObject payload{{QStringLiteral("queue"), queue.name}};
    // What went wrong with a saga is in its own events, which go with it; nothing finds this one again by the saga.
    if (message.sagaId.isNull())
        payload.insert(QStringLiteral("error"), error);
    tx.record("message.dead", message.id.toString(), payload);
    return moved;
}

Result<std::vector<SagaId>> purgeSome(Transaction &tx, const Queue &queue, int limit, qint64 *deleted)
{
    auto purged = purgeMessages(tx, queue.id, limit);
    if (!purged)
        return purged.error();
    *deleted = static_cast<qint64>(purged->size());
    tx.count(goneCounter(queue.id), *deleted);
    purged->erase(std::remove_if(purged->begin(), purged->end(), [](SagaId id) { return id.isNull(); }), purged->end());
    return purged;
}

Result<std::vector<Message>> expireSome(Transaction &tx, const Queue &queue, int limit)
{
    auto expired = expiredMessages(tx.database(), queue.id, tx.nowMs() - queue.retentionMs, limit);
    if (!expired)
        return expired.error();
    std::vector<Message> gone;
    for (Message &message : *expired) {
        message.lastError = QStringLiteral("not settled before its retention ended");
        const bool isBuried = queue.deadLetterId != 0 && !message.sagaId.isNull();
        const auto done =
            isBuried ? deadLetter(tx, queue, message, message.lastError) : discardIdle(tx, queue, message);
        if (!done)
            return done.error();
        if (!*done)
            continue;
        if (!isBuried)
            tx.record("message.expired", message.id.toString(), {{QStringLiteral("queue"), queue.name}});
        gone.push_back(std::move(message));
    }
    return gone;
}

Result<std::vector<Message>> buryExhausted(Transaction &tx, const Queue &queue, int limit)
{
    if (!queue.buries())
        return std::vector<Message>{};
    auto exhausted = exhaustedMessages(tx.database(), queue.id, queue.maxReceiveCount, tx.nowMs(), limit);
    if (!exhausted)
        return exhausted.error();
    std::vector<Message> buried;
    for (Message &message : *exhausted) {
        message.lastError = QStringLiteral("the lease of attempt %1 of %2 ended without a result")
                                .arg(message.receiveCount)
                                .arg(queue.maxReceiveCount);
        const auto moved = deadLetter(tx, queue, message, message.lastError);
        if (!moved)
            return moved.error();
        if (*moved)
            buried.push_back(std::move(message));
    }
    return buried;
}

Result<std::optional<Message>> redriveOneHome(Transaction &tx, const Message &message, const Queue &deadLetters,
                                              qint64 homeId)
{
    auto moved = redriveHome(tx, message.seq, deadLetters.id, homeId);
    if (moved && *moved)
        countMoved(tx, deadLetters.id, (*moved)->queueId);
    return moved;
}

Result<bool> discard(Transaction &tx, const Queue &queue, const Message &message)
{
    const auto deleted = deleteMessage(tx, queue.id, message.seq, message.id);
    if (!deleted)
        return deleted.error();
    if (*deleted)
        tx.count(goneCounter(queue.id), 1);
    return deleted->has_value();
}

Result<bool> discardIdle(Transaction &tx, const Queue &queue, const Message &message)
{
    auto deleted = deleteIdleMessage(tx, message.seq, queue.id);
    if (deleted && *deleted)
        tx.count(goneCounter(queue.id), 1);
    return deleted;
}

Result<bool> redriveOne(Transaction &tx, const Message &message, const Queue &target)
{
    auto moved = redriveMessage(tx, message.seq, target.id);
    if (moved && *moved && message.queueId != target.id)
        countMoved(tx, message.queueId, target.id);
    return moved;
}

Status withdraw(Transaction &tx, SagaId saga)
{
    const auto queues = deleteMessagesOf(tx, saga);
    if (!queues)
        return queues.error();
    for (const qint64 queueId : *queues)
        tx.count(goneCounter(queueId), 1);
    return {};
}

} // namespace remirai
