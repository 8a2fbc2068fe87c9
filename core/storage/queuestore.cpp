// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/queuestore.h"

#include <algorithm>

namespace remirai {

namespace {

// The columns of toQueue(), in its order.
#define QUEUE_COLUMNS                                                                                                  \
    "id, name, visibility_timeout, delay, retention, max_receive_count, dead_letter_id, paused, min_slots, "           \
    "max_slots, created_at, dead_letter_name, changed_at, max_message_bytes, receive_wait, sqs_attributes, tags"

constexpr Statement kQueueByName{"SELECT " QUEUE_COLUMNS " FROM queues WHERE name = ? AND deleted_at = 0"};
constexpr Statement kQueueById{"SELECT " QUEUE_COLUMNS " FROM queues WHERE id = ? AND deleted_at = 0"};
constexpr Statement kAllQueues{"SELECT " QUEUE_COLUMNS " FROM queues WHERE deleted_at = 0 ORDER BY name"};
#undef QUEUE_COLUMNS
constexpr Statement kCountQueues{"SELECT count(*) FROM queues"};
constexpr Statement kInsertQueue{
    "INSERT INTO queues (name, visibility_timeout, delay, retention, max_receive_count, dead_letter_id, "
    "dead_letter_name, paused, min_slots, max_slots, max_message_bytes, receive_wait, sqs_attributes, tags, "
    "created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING"};
constexpr Statement kSaveQueue{
    "UPDATE queues SET visibility_timeout = ?, delay = ?, retention = ?, max_receive_count = ?, dead_letter_id = ?, "
    "dead_letter_name = ?, paused = ?, min_slots = ?, max_slots = ?, max_message_bytes = ?, receive_wait = ?, "
    "sqs_attributes = ?, tags = ?, changed_at = ? WHERE id = ?"};
constexpr Statement kAdoptQueue{"UPDATE queues SET dead_letter_id = ? WHERE dead_letter_name = ?"};
constexpr Statement kOrphanQueues{"UPDATE queues SET dead_letter_id = NULL WHERE dead_letter_id = ?"};
// "#7" is no queue's name.
constexpr Statement kDropQueue{
    "UPDATE queues SET name = '#' || id, deleted_at = ?, dead_letter_id = NULL, dead_letter_name = '' WHERE id = ?"};
constexpr Statement kDropped{"SELECT id FROM queues WHERE deleted_at > 0 ORDER BY id LIMIT 1"};
// The newest row stays, empty, until there is a newer one: SQLite would give its number to the next queue, and receipts
// and dead letters remember queues by number.
constexpr Statement kEraseQueue{
    "DELETE FROM queues WHERE id = ? AND deleted_at > 0 AND id < (SELECT max(id) FROM queues)"};
constexpr Statement kEraseTotals{"DELETE FROM counters WHERE name IN (?, ?, ?, ?) OR name LIKE ?"};

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
    queue.deadLetterName = row.text(11);
    queue.changedAtMs = row.integer(12);
    queue.maxMessageBytes = row.integer(13);
    queue.receiveWaitMs = row.integer(14);
    queue.sqsAttributes = row.utf8(15);
    queue.tags = row.utf8(16);
    return queue;
}

Bind deadLetterBind(const Queue &queue)
{
    return queue.deadLetterId > 0 ? Bind(queue.deadLetterId) : Bind(nullptr);
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

Result<qint64> countQueues(Database &database)
{
    const auto row = database.first(kCountQueues, {}, [](const Row &r) { return r.integer(0); });
    if (!row)
        return row.error();
    return row->value_or(0);
}

Result<Queue> insertQueue(Transaction &tx, const Queue &queue)
{
    const auto inserted =
        tx.database().run(kInsertQueue,
                          {queue.name, queue.visibilityTimeoutMs, queue.delayMs, queue.retentionMs,
                           queue.maxReceiveCount, deadLetterBind(queue), queue.deadLetterName, queue.paused ? 1 : 0,
                           queue.minSlots, queue.maxSlots, queue.maxMessageBytes, queue.receiveWaitMs,
                           Bind::Utf8{queue.sqsAttributes}, Bind::Utf8{queue.tags}, tx.nowMs(), tx.nowMs()});
    if (!inserted)
        return inserted.error();
    if (*inserted == 0)
        return Error{ErrorCode::Conflict, QStringLiteral("a queue named %1 exists already").arg(queue.name),
                     QStringLiteral("name")};
    tx.record("queue.created", queue.name);
    const auto stored = findQueue(tx.database(), queue.name);
    if (!stored)
        return stored.error();
    if (const auto adopted = tx.database().run(kAdoptQueue, {(*stored)->id, queue.name}); !adopted)
        return adopted.error();
    return stored->value();
}

Status saveQueue(Transaction &tx, const Queue &queue)
{
    const auto saved = tx.database().run(
        kSaveQueue,
        {queue.visibilityTimeoutMs, queue.delayMs, queue.retentionMs, queue.maxReceiveCount, deadLetterBind(queue),
         queue.deadLetterName, queue.paused ? 1 : 0, queue.minSlots, queue.maxSlots, queue.maxMessageBytes,
         queue.receiveWaitMs, Bind::Utf8{queue.sqsAttributes}, Bind::Utf8{queue.tags}, tx.nowMs(), queue.id});
    return saved ? Status() : Status(saved.error());
}

Status dropQueue(Transaction &tx, qint64 queueId)
{
    if (const auto orphaned = tx.database().run(kOrphanQueues, {queueId}); !orphaned)
        return orphaned.error();
    const auto dropped = tx.database().run(kDropQueue, {tx.nowMs(), queueId});
    return dropped ? Status() : Status(dropped.error());
}

Result<std::optional<qint64>> anyDroppedQueue(Database &database)
{
    return database.first(kDropped, {}, [](const Row &row) { return row.integer(0); });
}

Status eraseQueue(Transaction &tx, qint64 queueId)
{
    const auto text = [](const std::string &name) { return QString::fromStdString(name); };
    const auto totals =
        tx.database().run(kEraseTotals,
                          {text(sentCounter(queueId)), text(goneCounter(queueId)), text(completedCounter(queueId)),
                           text(deadCounter(queueId)), QString(text(waitCounter(queueId, 0)).chopped(1) + u'%')});
    if (!totals)
        return totals.error();
    const auto erased = tx.database().run(kEraseQueue, {queueId});
    return erased ? Status() : Status(erased.error());
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
