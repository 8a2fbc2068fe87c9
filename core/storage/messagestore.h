// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/message.h"
#include "core/storage/transaction.h"

namespace remirai {

// The rows of messages. No rule lives here: core/queue says when each of these is right and keeps the running totals.

struct NewMessage
{
    MessageId id;
    qint64 queueId = 0;
    QByteArray body;
    QByteArray attributes;
    SagaId sagaId; // null when no saga waits for it
    qint64 visibleAtMs = 0;
    QByteArray systemAttributes = {};
};
Status insertMessage(Transaction &tx, const NewMessage &message);

// Takes at most `max` due messages in order: raises receive_count, sets the receipt and the lease's end.
Result<std::vector<Message>> claimMessages(Transaction &tx, qint64 queueId, int max, qint64 nonce, qint64 visibleAtMs);

// Whose message it is and how often it has been received, while the receipt holds.
struct Lease
{
    qint64 queueId = 0;
    int receiveCount = 0;
};
Result<std::optional<Lease>> leaseOf(Database &database, const ReceiptHandle &receipt);
// The message that this receipt still owns.
Result<std::optional<Message>> messageOf(Database &database, const ReceiptHandle &receipt);
// The message a saga waits for, wherever it is.
Result<std::optional<Message>> messageOfSaga(Database &database, SagaId saga);

Result<bool> deleteMessage(Transaction &tx, const ReceiptHandle &receipt);
// Every message of a saga, waiting, in flight or dead; the queue that each was in.
Result<std::vector<qint64>> deleteMessagesOf(Transaction &tx, SagaId saga);
// Whoever holds its receipt now: the saga that waited for it (null for none), or nothing when it is not in this queue.
// The id is asked for because SQLite gives the number of a deleted message to the next one.
Result<std::optional<SagaId>> deleteMessage(Transaction &tx, qint64 queueId, qint64 seq, MessageId id);
Result<bool> setVisibleAt(Transaction &tx, const ReceiptHandle &receipt, qint64 visibleAtMs);
// Gives the delivery back: visible at `visibleAtMs`, `spared` receives not counted, receipt void.
Result<bool> releaseMessage(Transaction &tx, const ReceiptHandle &receipt, qint64 visibleAtMs, int spared,
                            const QString &error);
// Keeps it where it is, not due before `visibleAtMs`. As with the next: false when it is no longer as it was read.
Result<bool> parkMessage(Transaction &tx, const Message &message, qint64 visibleAtMs, const QString &error);
// To the dead-letter queue, remembering where it came from; false when another server received or moved it first.
Result<bool> moveToDeadLetter(Transaction &tx, const Message &message, qint64 deadLetterId, const QString &error);

// Leases that ended on their last attempt, and messages older than the queue's retention (not those in flight).
Result<std::vector<Message>> exhaustedMessages(Database &database, qint64 queueId, int maxReceiveCount, qint64 nowMs,
                                               int limit);
Result<std::vector<Message>> expiredMessages(Database &database, qint64 queueId, qint64 sentBeforeMs, int limit);

// To another queue, as if sent now.
Result<bool> redriveMessage(Transaction &tx, qint64 seq, qint64 targetId);
// Visible ones to `targetId`, or each to the queue it came from (0), as if sent now; the moved messages with their new
// queue. Those whose queue is gone stay.
Result<std::vector<Message>> moveMessages(Transaction &tx, qint64 fromId, qint64 targetId, int limit);
// One dead letter back to where it came from (or `fallbackId`, when it does not know or that queue was deleted), as if
// sent now; nothing when it has left the dead-letter queue.
Result<std::optional<Message>> redriveHome(Transaction &tx, qint64 seq, qint64 deadLetterId, qint64 fallbackId);
// Unless a receiver holds it, or it has left that queue.
Result<bool> deleteIdleMessage(Transaction &tx, qint64 seq, qint64 queueId);
// Deletes at most `limit`, in flight or not; the sagas that waited for them.
Result<std::vector<SagaId>> purgeMessages(Transaction &tx, qint64 queueId, int limit);

// Whether an unpaused queue has a message that could be received now. One index look.
Result<bool> hasDueMessage(Database &database, qint64 queueId, qint64 nowMs);
// When the next message of an unpaused queue becomes visible, or became so; nothing when there is none. One index look.
Result<std::optional<qint64>> earliestVisible(Database &database, qint64 queueId);

// Who holds leases of this queue's messages for sagas, and the end of all those leases of one of them: due again now.
Result<std::vector<QString>> leaseHolders(Database &database, qint64 queueId, qint64 nowMs);
Result<qint64> endLeasesOf(Transaction &tx, qint64 queueId, const QString &worker);

// A page of messages in delivery order, without receiving them.
struct MessageCursor
{
    qint64 visibleAtMs = 0;
    qint64 seq = 0;

    static MessageCursor of(const Message &message) { return {message.visibleAtMs, message.seq}; }
    QString toText() const;
    static std::optional<MessageCursor> fromText(QStringView text);
};
Result<std::vector<Message>> browseMessages(Database &database, qint64 queueId, MessageCursor after, int limit);
// The same without bodies and attributes.
Result<std::vector<Message>> browseHeads(Database &database, qint64 queueId, MessageCursor after, int limit);

} // namespace remirai
