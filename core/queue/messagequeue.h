// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/messagestore.h"
#include "core/storage/queuestore.h"

namespace remirai {

// Amazon SQS's semantics over rows, inside the caller's transaction: at least once, oldest first, one receiver at a
// time. A message is gone only when its receipt deletes it, its queue is purged, or its retention ends.

struct OutgoingMessage
{
    QByteArray body; // 1 byte to kMaxMessageBytes of UTF-8
    QByteArray attributes; // JSON
    SagaId sagaId;
    std::optional<qint64> delayMs; // the queue's delay when absent
    QByteArray systemAttributes = {}; // JSON
};
// Unprocessable or TooLarge when it is not fit for the queue. The attributes' size is the caller's to check against
// queue.maxMessageBytes: how they count is a matter of the protocol.
Result<MessageId> send(Transaction &tx, const Queue &queue, const OutgoingMessage &outgoing);

struct Received
{
    std::vector<ReceivedMessage> messages; // in the order of sending
    std::vector<Message> exhausted; // received too often: now in the dead-letter queue; the caller tells their sagas
};
// Takes up to `max` due messages for `visibilityMs`. Each delivery counts at once, so that a message which kills its
// receiver still ends in the dead-letter queue. A paused queue gives nothing.
Result<Received> receive(Transaction &tx, const Queue &queue, int max, qint64 visibilityMs);

// False when the receipt is stale: the message was delivered again, deleted or moved. Nothing changes then.
Result<bool> acknowledge(Transaction &tx, const Queue &queue, const ReceiptHandle &receipt);
Result<bool> changeVisibility(Transaction &tx, const ReceiptHandle &receipt, qint64 visibilityMs);
// As SQS has it: any receipt that was ever issued for a message removes it for as long as it stays in its queue. The
// saga that waited for it (null for none), or nothing when it is there no more.
Result<std::optional<SagaId>> remove(Transaction &tx, const Queue &queue, qint64 seq, MessageId id);
enum class Spend { Attempt, Nothing }; // whether this delivery counts against max_receive_count
Result<bool> giveBack(Transaction &tx, const ReceiptHandle &receipt, qint64 delayMs, Spend spend, const QString &error);

// Moves a message to the dead-letter queue. Without one the message stays where it is, due again after a day, and
// visible to the operator: a message is never dropped. False when it is not as it was read: on PostgreSQL another
// server may have received or moved it since.
Result<bool> deadLetter(Transaction &tx, const Queue &queue, const Message &message, const QString &error);

// The running totals of one message that left a queue for another.
void countMoved(Transaction &tx, qint64 from, qint64 to);

// One bounded bite of work that may be a million rows: the caller repeats it, a transaction each, until it returns
// none.
Result<std::vector<SagaId>> purgeSome(Transaction &tx, const Queue &queue, int limit, qint64 *deleted);
// Messages past their retention: moved to the dead-letter queue when a saga waits for them, deleted otherwise.
Result<std::vector<Message>> expireSome(Transaction &tx, const Queue &queue, int limit);
// Leases that ended on the last attempt: moved to the dead-letter queue even when no slot is free to receive them.
Result<std::vector<Message>> buryExhausted(Transaction &tx, const Queue &queue, int limit);

// Deletes whatever a saga still waits for, dead letters included: its owner takes everything back. A receipt for it is
// stale from now on.
Status withdraw(Transaction &tx, SagaId saga);

// One dead letter back to the queue it came from (`homeId` when it does not know); as it is there, nothing when it was
// gone.
Result<std::optional<Message>> redriveOneHome(Transaction &tx, const Message &message, const Queue &deadLetters,
                                              qint64 homeId);
// Deletes a message for an operator; false when it was gone. The idle one only while nobody holds it.
Result<bool> discard(Transaction &tx, const Queue &queue, const Message &message);
Result<bool> discardIdle(Transaction &tx, const Queue &queue, const Message &message);
// Brings one dead letter back to the queue it is needed in.
Result<bool> redriveOne(Transaction &tx, const Message &message, const Queue &target);

} // namespace remirai
