// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace remirai {

// The limits of Amazon SQS, which our queues keep.
inline constexpr qsizetype kMaxMessageBytes = 1'048'576;
inline constexpr int kMaxReceiveBatch = 10; // per call from outside; the dispatcher may claim more
inline constexpr qint64 kMinRetentionMs = 60'000;
inline constexpr qint64 kMaxRetentionMs = 14 * 86'400'000LL;
inline constexpr qint64 kMaxVisibilityMs = 43'200'000;
inline constexpr qint64 kMaxDelayMs = 900'000;
inline constexpr qint64 kMaxReceiveWaitMs = 20'000;
inline constexpr qint64 kMinMaxMessageBytes = 1'024;

// A queue as stored. `deadLetterId` is 0 for a queue without one (a dead-letter queue itself, above all); with a name
// beside it, that queue has been deleted.
struct Queue
{
    qint64 id = 0;
    QString name;
    qint64 visibilityTimeoutMs = 30'000;
    qint64 delayMs = 0;
    qint64 retentionMs = 4 * 86'400'000LL;
    int maxReceiveCount = 0; // 0 = never moved
    qint64 deadLetterId = 0;
    QString deadLetterName; // of the redrive policy; empty without one
    bool paused = false;
    int minSlots = 0;
    int maxSlots = 0;
    qint64 createdAtMs = 0;
    qint64 changedAtMs = 0;
    qint64 maxMessageBytes = kMaxMessageBytes; // body and attributes
    qint64 receiveWaitMs = 0; // of a receive that names none
    QByteArray sqsAttributes; // JSON object: what is only kept for SQS's clients; empty = none
    QByteArray tags; // JSON object; empty = none

    // Whether messages that were received too often have a place to go to. One without it goes on being received: a
    // vanished dead-letter queue loses nothing.
    bool buries() const { return maxReceiveCount > 0 && (deadLetterId != 0 || deadLetterName.isEmpty()); }
};

// `<name>-dlq`, the dead-letter queue of the queue called `name`.
QString deadLetterName(const QString &name);

// Names are [A-Za-z0-9_-]{1,80}, as in SQS.
bool isQueueName(QStringView name);

// The right to settle one delivery of one message. Stale as soon as the message is delivered again.
struct ReceiptHandle
{
    qint64 messageSeq = 0;
    qint64 nonce = 0; // random, never 0

    bool operator==(const ReceiptHandle &) const = default;
    QByteArray toText() const; // opaque, URL-safe
    static std::optional<ReceiptHandle> fromText(QByteArrayView text);
};

struct Message
{
    qint64 seq = 0; // position in send order
    MessageId id;
    qint64 queueId = 0;
    QByteArray body; // UTF-8
    QByteArray attributes; // JSON, empty when none
    qint64 sentAtMs = 0;
    qint64 visibleAtMs = 0;
    int receiveCount = 0;
    qint64 firstReceivedAtMs = 0;
    QString lastError;
    SagaId sagaId; // null when no saga waits for it
    bool leased = false; // somebody holds a receipt; their lease may have ended
    qint64 sourceQueueId = 0; // of a dead letter: where it came from
    QByteArray systemAttributes; // JSON, empty when none
};

enum class MessageState { Visible, InFlight, Delayed };
QString toString(MessageState state);
std::optional<MessageState> messageStateFrom(QStringView text);
MessageState stateOf(const Message &message, qint64 nowMs);

struct ReceivedMessage
{
    Message message;
    ReceiptHandle receipt;
};

// Counts as an operator reads them. All are exact at the moment of reading on one machine.
struct QueueCounts
{
    qint64 depth = 0; // visible now
    qint64 inFlight = 0; // received, neither deleted nor visible again
    qint64 delayed = 0; // not visible yet (delay, backoff, snooze)
    qint64 oldestAgeMs = 0; // since sending, of the message that would be received next; 0 when none is visible
    qint64 sentTotal = 0; // since the queue was made
    qint64 deletedTotal = 0;
    qint64 deadTotal = 0; // moved to the dead-letter queue

    qint64 total() const { return depth + inFlight + delayed; }
};

} // namespace remirai
