// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/queuestore.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr Statement kQueueByName{
    "SELECT id, name, visibility_timeout, delay, retention, max_receive_count, dead_letter_id, "
    "paused, min_slots, max_slots, created_at FROM queues WHERE name = ?"};
constexpr Statement kQueueById{
    "SELECT id, name, visibility_timeout, delay, retention, max_receive_count, dead_letter_id, "
    "paused, min_slots, max_slots, created_at FROM queues WHERE id = ?"};
constexpr Statement kAllQueues{
    "SELECT id, name, visibility_timeout, delay, retention, max_receive_count, dead_letter_id, "
    "paused, min_slots, max_slots, created_at FROM queues ORDER BY name"};
constexpr Statement kInsertQueue{
    "INSERT INTO queues (name, visibility_timeout, delay, retention, max_receive_count, dead_letter_id, paused, "
    "min_slots, max_slots, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING"};
constexpr Statement kSaveQueue{
    "UPDATE queues SET visibility_timeout = ?, delay = ?, retention = ?, max_receive_count = ?, dead_letter_id = ?, "
    "paused = ?, min_slots = ?, max_slots = ? WHERE id = ?"};

constexpr Statement kNotYetVisible{"SELECT count(*) FROM messages WHERE queue_id = ? AND visible_at > ?"};
constexpr Statement kInFlight{
    "SELECT count(*) FROM messages WHERE queue_id = ? AND visible_at > ? AND receipt IS NOT NULL"};
constexpr Statement kHead{
    "SELECT sent_at FROM messages WHERE queue_id = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT 1"};
constexpr Statement kTotals{"SELECT name, value FROM counters WHERE name IN (?, ?, ?, ?)"};

Queue toQueue(const Row &row)
{
    Queue queue;
    queue.id = row.integer(0);
    queue.name = row.text(1);
    queue.visibilityTimeoutMs = row.integer(2);
    queue.delayMs = row.integer(3);
    queue.retentionMs = row.integer(4);
    queue.maxReceiveCount = static_cast<int>(row.integer(5));
    queue.deadLetterId = row.integer(6);
    queue.paused = row.integer(7) != 0;
    queue.minSlots = static_cast<int>(row.integer(8));
    queue.maxSlots = static_cast<int>(row.integer(9));
    queue.createdAtMs = row.integer(10);
    return queue;
}

QVariant deadLetterBind(const Queue &queue)
{
    return queue.deadLetterId > 0 ? QVariant(queue.deadLetterId) : QVariant::fromValue(nullptr);
}

Result<qint64> countOf(Database &database, const Statement &statement, qint64 queueId, qint64 nowMs)
{
    const auto row = database.first(statement, {queueId, nowMs}, [](const Row &r) { return r.integer(0); });
    if (!row)
        return row.error();
    return row->value_or(0);
}

} // namespace

std::string sentCounter(qint64 queueId)
{
    return "queue." + std::to_string(queueId) + ".sent";
}

std::string goneCounter(qint64 queueId)
{
    return "queue." + std::to_string(queueId) + ".gone";
}

std::string completedCounter(qint64 queueId)
{
    return "queue." + std::to_string(queueId) + ".completed";
}

std::string deadCounter(qint64 queueId)
{
    return "queue." + std::to_string(queueId) + ".dead";
}

std::string waitCounter(qint64 queueId, int bucket)
{
    return "queue." + std::to_string(queueId) + ".wait." + std::to_string(bucket);
}

Result<std::optional<Queue>> findQueue(Database &database, const QString &name)
{
    return database.first(kQueueByName, {name}, toQueue);
}

Result<std::optional<Queue>> findQueue(Database &database, qint64 id)
{
    return database.first(kQueueById, {id}, toQueue);
}

Result<std::vector<Queue>> allQueues(Database &database)
{
    return database.all(kAllQueues, {}, toQueue);
}

Result<Queue> insertQueue(Transaction &tx, const Queue &queue)
{
    const auto inserted = tx.database().run(kInsertQueue,
                                            {queue.name, queue.visibilityTimeoutMs, queue.delayMs, queue.retentionMs,
                                             queue.maxReceiveCount, deadLetterBind(queue), queue.paused ? 1 : 0,
                                             queue.minSlots, queue.maxSlots, tx.nowMs()});
    if (!inserted)
        return inserted.error();
    if (*inserted == 0)
        return Error{ErrorCode::Conflict, QStringLiteral("a queue named %1 exists already").arg(queue.name),
                     QStringLiteral("name")};
    tx.record("queue.created", queue.name);
    const auto stored = findQueue(tx.database(), queue.name);
    if (!stored)
        return stored.error();
    return stored->value();
}

Status saveQueue(Transaction &tx, const Queue &queue)
{
    const auto saved =
        tx.database().run(kSaveQueue,
                          {queue.visibilityTimeoutMs, queue.delayMs, queue.retentionMs, queue.maxReceiveCount,
                           deadLetterBind(queue), queue.paused ? 1 : 0, queue.minSlots, queue.maxSlots, queue.id});
    return saved ? Status() : Status(saved.error());
}

Result<QueueCounts> queueCounts(Database &database, qint64 queueId, qint64 nowMs)
{
    const auto notYetVisible = countOf(database, kNotYetVisible, queueId, nowMs);
    const auto inFlight = countOf(database, kInFlight, queueId, nowMs);
    const auto head = database.first(kHead, {queueId, nowMs}, [](const Row &row) { return row.integer(0); });
    std::map<std::string, qint64> totals;
    const Status loaded = database.forEach(
        kTotals,
        {QString::fromStdString(sentCounter(queueId)), QString::fromStdString(goneCounter(queueId)),
         QString::fromStdString(completedCounter(queueId)), QString::fromStdString(deadCounter(queueId))},
        [&](const Row &row) { totals.emplace(row.text(0).toStdString(), row.integer(1)); });
    if (!notYetVisible)
        return notYetVisible.error();
    if (!inFlight)
        return inFlight.error();
    if (!head)
        return head.error();
    if (!loaded)
        return loaded.error();

    QueueCounts counts;
    counts.sentTotal = totals[sentCounter(queueId)];
    counts.deletedTotal = totals[completedCounter(queueId)];
    counts.deadTotal = totals[deadCounter(queueId)];
    counts.inFlight = *inFlight;
    counts.delayed = *notYetVisible - *inFlight;
    counts.depth = std::max<qint64>(0, counts.sentTotal - totals[goneCounter(queueId)] - *notYetVisible);
    counts.oldestAgeMs = *head ? std::max<qint64>(0, nowMs - **head) : 0;
    return counts;
}

} // namespace remirai
