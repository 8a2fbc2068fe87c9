// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/queuesetup.h"

#include "core/storage/messagestore.h"

namespace remirai {

namespace {

Error outOfRange(const QString &field, qint64 value, qint64 low, qint64 high)
{
    return {ErrorCode::Unprocessable, QStringLiteral("%1 is outside %2 … %3").arg(value).arg(low).arg(high), field};
}

Result<Queue> findOrInsert(Transaction &tx, const Queue &wanted)
{
    const auto existing = findQueue(tx.database(), wanted.name);
    if (!existing)
        return existing.error();
    if (!*existing)
        return insertQueue(tx, wanted);
    Queue updated = **existing;
    updated.visibilityTimeoutMs = wanted.visibilityTimeoutMs;
    updated.delayMs = wanted.delayMs;
    updated.retentionMs = wanted.retentionMs;
    updated.maxReceiveCount = wanted.maxReceiveCount;
    updated.deadLetterId = wanted.deadLetterId;
    updated.deadLetterName = wanted.deadLetterName;
    if (const Status saved = saveQueue(tx, updated); !saved)
        return saved.error();
    return updated;
}

} // namespace

Status checkSettings(const QueueSettings &settings)
{
    if (settings.visibilityTimeoutMs < 0 || settings.visibilityTimeoutMs > kMaxVisibilityMs)
        return outOfRange(QStringLiteral("visibility_timeout_ms"), settings.visibilityTimeoutMs, 0, kMaxVisibilityMs);
    if (settings.delayMs < 0 || settings.delayMs > kMaxDelayMs)
        return outOfRange(QStringLiteral("delay_ms"), settings.delayMs, 0, kMaxDelayMs);
    if (settings.retentionMs < kMinRetentionMs || settings.retentionMs > kMaxRetentionMs)
        return outOfRange(QStringLiteral("retention_ms"), settings.retentionMs, kMinRetentionMs, kMaxRetentionMs);
    if (settings.maxReceiveCount < 0 || settings.maxReceiveCount > 1000)
        return outOfRange(QStringLiteral("max_receive_count"), settings.maxReceiveCount, 0, 1000);
    return {};
}

Result<Queue> ensureQueue(Transaction &tx, const QString &name, const QueueSettings &settings)
{
    if (!isQueueName(name))
        return Error{ErrorCode::Unprocessable,
                     QStringLiteral("a queue's name has 1 to 80 letters, digits, hyphens and underscores"),
                     QStringLiteral("name")};
    if (const Status checked = checkSettings(settings); !checked)
        return checked.error();

    Queue queue;
    queue.name = name;
    queue.visibilityTimeoutMs = settings.visibilityTimeoutMs;
    queue.delayMs = settings.delayMs;
    queue.retentionMs = settings.retentionMs;
    queue.maxReceiveCount = settings.maxReceiveCount;
    queue.minSlots = settings.minSlots;
    queue.maxSlots = settings.maxSlots;
    if (settings.maxReceiveCount > 0) {
        Queue dead;
        dead.name = deadLetterName(name);
        dead.retentionMs = kMaxRetentionMs; // dead letters outlive the retention of their source
        const auto stored = findOrInsert(tx, dead);
        if (!stored)
            return stored.error();
        queue.deadLetterId = stored->id;
        queue.deadLetterName = stored->name;
    }
    return findOrInsert(tx, queue);
}

Result<Queue> makeQueue(Transaction &tx, const Queue &queue)
{
    const auto count = countQueues(tx.database());
    if (!count)
        return count.error();
    if (*count >= kMaxQueues)
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("there are %1 queues already, as many as this server takes; delete one first")
                         .arg(kMaxQueues),
                     QStringLiteral("queues")};
    return insertQueue(tx, queue);
}

Status endQueue(Transaction &tx, const Queue &queue)
{
    if (const Status dropped = dropQueue(tx, queue.id); !dropped)
        return dropped;
    tx.record("queue.deleted", queue.name);
    return {};
}

Result<qint64> eraseEnded(Transaction &tx, int limit)
{
    const auto ended = anyDroppedQueue(tx.database());
    if (!ended)
        return ended.error();
    if (!*ended)
        return 0;
    const auto erased = purgeMessages(tx, **ended, limit);
    if (!erased)
        return erased.error();
    if (static_cast<int>(erased->size()) < limit) {
        if (const Status gone = eraseQueue(tx, **ended); !gone)
            return gone.error();
    }
    return static_cast<qint64>(erased->size());
}

Result<Queue> patchQueue(Transaction &tx, const QString &name, const QueuePatch &patch, const QString &actor)
{
    const auto found = findQueue(tx.database(), name);
    if (!found)
        return found.error();
    if (!*found)
        return Error{ErrorCode::NotFound, QStringLiteral("there is no queue named %1").arg(name),
                     QStringLiteral("name")};
    Queue queue = **found;
    const int low = patch.minSlots.value_or(queue.minSlots);
    const int high = patch.maxSlots.value_or(queue.maxSlots);
    if (low < 0 || low > kMaxSlotsPerQueue)
        return outOfRange(QStringLiteral("min_slots"), low, 0, kMaxSlotsPerQueue);
    if (high < low || high > kMaxSlotsPerQueue)
        return outOfRange(QStringLiteral("max_slots"), high, low, kMaxSlotsPerQueue);

    QJsonObject change{{QStringLiteral("actor"), actor}};
    if (patch.paused && *patch.paused != queue.paused)
        change.insert(QStringLiteral("paused"), *patch.paused);
    if (low != queue.minSlots)
        change.insert(QStringLiteral("min_slots"), low);
    if (high != queue.maxSlots)
        change.insert(QStringLiteral("max_slots"), high);
    queue.paused = patch.paused.value_or(queue.paused);
    queue.minSlots = low;
    queue.maxSlots = high;
    if (change.size() == 1) // nothing but the actor: already so
        return queue;
    if (const Status saved = saveQueue(tx, queue); !saved)
        return saved.error();
    tx.record("queue.changed", queue.name, change);
    return queue;
}

} // namespace remirai
