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

// A queue as stored. `deadLetterId` is 0 for a queue without one (a dead-letter queue itself, above all).
struct Queue
{
    qint64 id = 0;
    QString name;
    qint64 visibilityTimeoutMs = 30'000;
    qint64 delayMs = 0;
    qint64 retentionMs = 4 * 86'400'000LL;
    int maxReceiveCount = 0; // 0 = never moved
    qint64 deadLetterId = 0;
    bool paused = false;
    int minSlots = 0;
    int maxSlots = 0;
    qint64 createdAtMs = 0;
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
