// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/messagestore.h"

#include <algorithm>

namespace remirai {

namespace {

// The columns of toMessage(), in its order.
#define MESSAGE_COLUMNS                                                                                                \
    "seq, id, queue_id, body, attributes, sent_at, visible_at, receive_count, first_received_at, last_error, "         \
    "saga_id, "                                                                                                        \
    "receipt IS NOT NULL, source_queue_id, system_attributes"

constexpr Statement kInsertMessage{
    "INSERT INTO messages (id, queue_id, body, attributes, saga_id, sent_at, visible_at, system_attributes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Statement kClaim{"UPDATE messages SET visible_at = ?, receive_count = receive_count + 1, receipt = ?, "
                           "first_received_at = coalesce(first_received_at, ?) WHERE seq IN (SELECT seq FROM messages "
                           "WHERE queue_id = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ? {skip_locked}) "
                           "RETURNING " MESSAGE_COLUMNS};
constexpr Statement kLease{"SELECT queue_id, receive_count FROM messages WHERE seq = ? AND receipt = ?"};
constexpr Statement kByReceipt{"SELECT " MESSAGE_COLUMNS " FROM messages WHERE seq = ? AND receipt = ?"};
constexpr Statement kBySaga{"SELECT " MESSAGE_COLUMNS " FROM messages WHERE saga_id = ? ORDER BY seq DESC LIMIT 1"};
constexpr Statement kDeleteByReceipt{"DELETE FROM messages WHERE seq = ? AND receipt = ?"};
constexpr Statement kDeleteFromQueue{
    "DELETE FROM messages WHERE seq = ? AND queue_id = ? AND id = ? RETURNING saga_id"};
constexpr Statement kSetVisibleAt{"UPDATE messages SET visible_at = ? WHERE seq = ? AND receipt = ?"};
constexpr Statement kRelease{"UPDATE messages SET visible_at = ?, receive_count = receive_count - ?, receipt = NULL, "
                             "last_error = ? WHERE seq = ? AND receipt = ?"};
constexpr Statement kPark{"UPDATE messages SET visible_at = ?, receipt = NULL, last_error = ? "
                          "WHERE seq = ? AND queue_id = ? AND visible_at = ?"};
constexpr Statement kMoveToDeadLetter{"UPDATE messages SET queue_id = ?, source_queue_id = queue_id, visible_at = ?, "
                                      "receipt = NULL, last_error = ? "
                                      "WHERE seq = ? AND queue_id = ? AND visible_at = ?"};
constexpr Statement kExhausted{"SELECT " MESSAGE_COLUMNS
                               " FROM messages WHERE queue_id = ? AND receipt IS NOT NULL AND visible_at <= ? "
                               "AND receive_count >= ? ORDER BY visible_at LIMIT ?"};
constexpr Statement kExpired{"SELECT " MESSAGE_COLUMNS " FROM messages WHERE queue_id = ? AND visible_at <= ? "
                             "AND sent_at <= ? ORDER BY visible_at, seq LIMIT ?"};
// Whatever changes its queue begins again there.
#define MOVED_AS_NEW                                                                                                   \
    "source_queue_id = NULL, sent_at = ?, visible_at = ?, receive_count = 0, receipt = NULL, "                         \
    "first_received_at = NULL "
constexpr Statement kRedriveOne{"UPDATE messages SET queue_id = ?, " MOVED_AS_NEW "WHERE seq = ?"};
constexpr Statement kMove{"UPDATE messages SET queue_id = ?, " MOVED_AS_NEW
                          "WHERE seq IN (SELECT seq FROM messages WHERE queue_id = ? AND visible_at <= ? "
                          "ORDER BY visible_at, seq LIMIT ? {skip_locked}) RETURNING " MESSAGE_COLUMNS};
constexpr Statement kMoveHome{
    "UPDATE messages SET queue_id = source_queue_id, " MOVED_AS_NEW
    "WHERE seq IN (SELECT seq FROM messages WHERE queue_id = ? AND visible_at <= ? AND source_queue_id IN "
    "(SELECT id FROM queues WHERE deleted_at = 0) ORDER BY visible_at, seq LIMIT ? {skip_locked}) "
    "RETURNING " MESSAGE_COLUMNS};
constexpr Statement kRedriveHome{
    "UPDATE messages SET queue_id = coalesce((SELECT id FROM queues WHERE id = source_queue_id AND deleted_at = 0), "
    "?), " MOVED_AS_NEW "WHERE seq = ? AND queue_id = ? "
    "RETURNING " MESSAGE_COLUMNS};
#undef MOVED_AS_NEW
constexpr Statement kDeleteIdle{
    "DELETE FROM messages WHERE seq = ? AND queue_id = ? AND (receipt IS NULL OR visible_at <= ?)"};
constexpr Statement kLeaseHolders{
    "SELECT DISTINCT a.worker FROM messages m JOIN saga_attempts a ON a.saga_id = m.saga_id AND a.receipt = m.receipt "
    "WHERE m.queue_id = ? AND m.receipt IS NOT NULL AND m.visible_at > ?"};
constexpr Statement kEndLeases{
    "UPDATE messages SET visible_at = ? WHERE queue_id = ? AND receipt IS NOT NULL AND visible_at > ? AND EXISTS "
    "(SELECT 1 FROM saga_attempts a WHERE a.saga_id = messages.saga_id AND a.receipt = messages.receipt "
    "AND a.worker = ?)"};
constexpr Statement kPurge{"DELETE FROM messages WHERE seq IN (SELECT seq FROM messages WHERE queue_id = ? LIMIT ?) "
                           "RETURNING saga_id"};
constexpr Statement kHasDue{"SELECT 1 FROM queues WHERE id = ? AND paused = 0 AND EXISTS "
                            "(SELECT 1 FROM messages WHERE queue_id = queues.id AND visible_at <= ?)"};
constexpr Statement kEarliestVisible{
    "SELECT visible_at FROM messages WHERE queue_id = (SELECT id FROM queues WHERE id = ? AND paused = 0) "
    "ORDER BY visible_at, seq LIMIT 1"};
constexpr Statement kBrowse{"SELECT " MESSAGE_COLUMNS " FROM messages WHERE queue_id = ? "
                            "AND (visible_at, seq) > (?, ?) ORDER BY visible_at, seq LIMIT ?"};
// The columns of toMessage() again, without what may be a mebibyte.
constexpr Statement kBrowseHeads{
    "SELECT seq, id, queue_id, '', NULL, sent_at, visible_at, receive_count, first_received_at, last_error, saga_id, "
    "receipt IS NOT NULL, source_queue_id, NULL FROM messages WHERE queue_id = ? AND (visible_at, seq) > (?, ?) "
    "ORDER BY visible_at, seq LIMIT ?"};
constexpr Statement kDeleteBySaga{"DELETE FROM messages WHERE saga_id = ? RETURNING queue_id"};

#undef MESSAGE_COLUMNS

Message toMessage(const Row &row)
{
    Message message;
    message.seq = row.integer(0);
    message.id = row.id<MessageId>(1);
    message.queueId = row.integer(2);
    message.body = row.utf8(3);
    message.attributes = row.utf8(4);
    message.sentAtMs = row.integer(5);
    message.visibleAtMs = row.integer(6);
    message.receiveCount = static_cast<int>(row.integer(7));
    message.firstReceivedAtMs = row.integer(8);
    message.lastError = row.text(9);
    message.sagaId = row.id<SagaId>(10);
    message.leased = row.integer(11) != 0;
    message.sourceQueueId = row.integer(12);
    message.systemAttributes = row.utf8(13);
    return message;
}

Bind textOrNull(const QByteArray &utf8)
{
    return utf8.isEmpty() ? Bind(nullptr) : Bind(Bind::Utf8{utf8});
}

Result<bool> changedOne(const Result<qint64> &changed)
{
    if (!changed)
        return changed.error();
    return *changed > 0;
}

} // namespace

Status insertMessage(Transaction &tx, const NewMessage &message)
{
    const auto inserted = tx.database().run(kInsertMessage,
                                            {message.id, message.queueId, Bind::Utf8{message.body},
                                             textOrNull(message.attributes), Bind::orNull(message.sagaId), tx.nowMs(),
                                             message.visibleAtMs, textOrNull(message.systemAttributes)});
    return inserted ? Status() : Status(inserted.error());
}

Result<std::vector<Message>> claimMessages(Transaction &tx, qint64 queueId, int max, qint64 nonce, qint64 visibleAtMs)
{
    auto claimed = tx.database().all(kClaim, {visibleAtMs, nonce, tx.nowMs(), queueId, tx.nowMs(), max}, toMessage);
    if (claimed) // RETURNING promises no order
        std::sort(claimed->begin(), claimed->end(), [](const Message &a, const Message &b) { return a.seq < b.seq; });
    return claimed;
}

Result<std::optional<Lease>> leaseOf(Database &database, const ReceiptHandle &receipt)
{
    return database.first(kLease, {receipt.messageSeq, receipt.nonce}, [](const Row &row) {
        return Lease{row.integer(0), static_cast<int>(row.integer(1))};
    });
}

Result<std::optional<Message>> messageOf(Database &database, const ReceiptHandle &receipt)
{
    return database.first(kByReceipt, {receipt.messageSeq, receipt.nonce}, toMessage);
}

Result<std::optional<Message>> messageOfSaga(Database &database, SagaId saga)
{
    return database.first(kBySaga, {saga}, toMessage);
}

Result<bool> deleteMessage(Transaction &tx, const ReceiptHandle &receipt)
{
    return changedOne(tx.database().run(kDeleteByReceipt, {receipt.messageSeq, receipt.nonce}));
}

Result<std::optional<SagaId>> deleteMessage(Transaction &tx, qint64 queueId, qint64 seq, MessageId id)
{
    return tx.database().first(kDeleteFromQueue, {seq, queueId, id}, [](const Row &row) { return row.id<SagaId>(0); });
}

Result<bool> setVisibleAt(Transaction &tx, const ReceiptHandle &receipt, qint64 visibleAtMs)
{
    return changedOne(tx.database().run(kSetVisibleAt, {visibleAtMs, receipt.messageSeq, receipt.nonce}));
}

Result<bool> releaseMessage(Transaction &tx, const ReceiptHandle &receipt, qint64 visibleAtMs, int spared,
                            const QString &error)
{
    return changedOne(tx.database().run(kRelease, {visibleAtMs, spared, error, receipt.messageSeq, receipt.nonce}));
}

Result<bool> parkMessage(Transaction &tx, const Message &message, qint64 visibleAtMs, const QString &error)
{
    return changedOne(
        tx.database().run(kPark, {visibleAtMs, error, message.seq, message.queueId, message.visibleAtMs}));
}

Result<bool> moveToDeadLetter(Transaction &tx, const Message &message, qint64 deadLetterId, const QString &error)
{
    return changedOne(tx.database().run(
        kMoveToDeadLetter, {deadLetterId, tx.nowMs(), error, message.seq, message.queueId, message.visibleAtMs}));
}

Result<std::vector<Message>> exhaustedMessages(Database &database, qint64 queueId, int maxReceiveCount, qint64 nowMs,
                                               int limit)
{
    return database.all(kExhausted, {queueId, nowMs, maxReceiveCount, limit}, toMessage);
}

Result<std::vector<Message>> expiredMessages(Database &database, qint64 queueId, qint64 sentBeforeMs, int limit)
{
    return database.all(kExpired, {queueId, sentBeforeMs, sentBeforeMs, limit}, toMessage);
}

Result<bool> redriveMessage(Transaction &tx, qint64 seq, qint64 targetId)
{
    return changedOne(tx.database().run(kRedriveOne, {targetId, tx.nowMs(), tx.nowMs(), seq}));
}

Result<std::vector<Message>> moveMessages(Transaction &tx, qint64 fromId, qint64 targetId, int limit)
{
    const qint64 now = tx.nowMs();
    if (targetId == 0)
        return tx.database().all(kMoveHome, {now, now, fromId, now, limit}, toMessage);
    return tx.database().all(kMove, {targetId, now, now, fromId, now, limit}, toMessage);
}

Result<std::optional<Message>> redriveHome(Transaction &tx, qint64 seq, qint64 deadLetterId, qint64 fallbackId)
{
    return tx.database().first(kRedriveHome, {fallbackId, tx.nowMs(), tx.nowMs(), seq, deadLetterId}, toMessage);
}

Result<bool> deleteIdleMessage(Transaction &tx, qint64 seq, qint64 queueId)
{
    return changedOne(tx.database().run(kDeleteIdle, {seq, queueId, tx.nowMs()}));
}

Result<std::vector<QString>> leaseHolders(Database &database, qint64 queueId, qint64 nowMs)
{
    return database.all(kLeaseHolders, {queueId, nowMs}, [](const Row &row) { return row.text(0); });
}

Result<qint64> endLeasesOf(Transaction &tx, qint64 queueId, const QString &worker)
{
    return tx.database().run(kEndLeases, {tx.nowMs(), queueId, tx.nowMs(), worker});
}

Result<std::vector<SagaId>> purgeMessages(Transaction &tx, qint64 queueId, int limit)
{
    return tx.database().all(kPurge, {queueId, limit}, [](const Row &row) { return row.id<SagaId>(0); });
}

Result<bool> hasDueMessage(Database &database, qint64 queueId, qint64 nowMs)
{
    const auto row = database.first(kHasDue, {queueId, nowMs}, [](const Row &r) { return r.integer(0); });
    if (!row)
        return row.error();
    return row->has_value();
}

Result<std::optional<qint64>> earliestVisible(Database &database, qint64 queueId)
{
    return database.first(kEarliestVisible, {queueId}, [](const Row &row) { return row.integer(0); });
}

QString MessageCursor::toText() const
{
    return QStringLiteral("%1.%2").arg(visibleAtMs).arg(seq);
}

std::optional<MessageCursor> MessageCursor::fromText(QStringView text)
{
    const qsizetype dot = text.indexOf(u'.');
    if (dot < 0)
        return std::nullopt;
    bool isTime = false;
    bool isSeq = false;
    const MessageCursor cursor{text.first(dot).toLongLong(&isTime), text.sliced(dot + 1).toLongLong(&isSeq)};
    return isTime && isSeq ? std::optional(cursor) : std::nullopt;
}

Result<std::vector<Message>> browseMessages(Database &database, qint64 queueId, MessageCursor after, int limit)
{
    return database.all(kBrowse, {queueId, after.visibleAtMs, after.seq, limit}, toMessage);
}

Result<std::vector<Message>> browseHeads(Database &database, qint64 queueId, MessageCursor after, int limit)
{
    return database.all(kBrowseHeads, {queueId, after.visibleAtMs, after.seq, limit}, toMessage);
}

Result<std::vector<qint64>> deleteMessagesOf(Transaction &tx, SagaId saga)
{
    return tx.database().all(kDeleteBySaga, {saga}, [](const Row &row) { return row.integer(0); });
}

} // namespace remirai
