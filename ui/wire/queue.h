// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/drain.h"
#include "core/domain/result.h"
#include "ui/wire/fields.h"

namespace remirai::ui {

// A queue as GET queues tells of it.
struct QueueStatus
{
    QString name;
    qint64 depth = 0;
    qint64 inFlight = 0;
    qint64 delayed = 0;
    qint64 dead = 0;
    qint64 oldestAgeMs = 0;
    double arrivalsPerSecond = 0;
    double completionsPerSecond = 0;
    Drain drain;
    bool paused = false;
    int minSlots = 0;
    int maxSlots = 0;
    int slotCount = 0;
    int running = 0;
    double serviceTimeMs = 0;
    qint64 visibilityTimeoutMs = 0;
    qint64 retentionMs = 0;
    int maxReceiveCount = 0;
    std::optional<double> waitP50Ms; // first receives of the last minute
    std::optional<double> waitP95Ms;
    std::optional<double> waitP99Ms;

    qint64 backlog() const { return depth + inFlight + delayed; }
    bool isDeadLetters() const { return name.endsWith(QStringLiteral("-dlq")); }
    bool operator==(const QueueStatus &) const = default;
};

// A message as the inspector shows it, looked at without receiving.
struct MessageRow
{
    QString id;
    QString state; // visible, in_flight, delayed
    QByteArray body;
    QByteArray attributes; // JSON
    int receiveCount = 0;
    QString lastError;
    QString signature;
    QString sagaId;
    qint64 sentAtMs = 0;
    qint64 visibleAtMs = 0;

    bool operator==(const MessageRow &) const = default;
};

QueueStatus queueIn(const Fields &fields);
MessageRow messageIn(const Fields &fields);
Result<Page<MessageRow>> messagePage(const QJsonObject &object);

inline QString keyOf(const QueueStatus &queue)
{
    return queue.name;
}
inline QString keyOf(const MessageRow &message)
{
    return message.id;
}

} // namespace remirai::ui
