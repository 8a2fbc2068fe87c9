// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/message.h"
#include "core/domain/result.h"
#include "core/domain/role.h"
#include "core/domain/saga.h"

#include <QJsonObject>
#include <map>
#include <optional>
#include <set>

namespace remirai {

// What an operator did, or has the server do, to many messages or sagas: the row is the audit log.
enum class OperationKind {
    Redrive, // dead letters go back to the queue they came from
    Retry, // failed sagas resume at the step they failed at
    Delete, // messages, but those in flight
    Purge, // all messages of a queue
    Park, // messages of a work queue go to its dead-letter queue before their attempts are spent
    Pause, // these three are done when they are recorded
    Resume,
    Scale,
};
QString toString(OperationKind kind);
std::optional<OperationKind> operationKindFrom(QStringView text);
// Delete and purge destroy, so they need an administrator.
Role roleFor(OperationKind kind);
inline bool actsOnMessages(OperationKind kind)
{
    return kind == OperationKind::Redrive || kind == OperationKind::Delete || kind == OperationKind::Purge
        || kind == OperationKind::Park;
}

enum class OperationState { Running, Completed, Cancelled, Stopped, Failed };
QString toString(OperationState state);
std::optional<OperationState> operationStateFrom(QStringView text);

enum class OperationPhase {
    Counting, // how many match
    Canary, // a few first
    Watching, // how those end
    Ramp, // the rest, faster and faster up to the rate
    Over,
};
QString toString(OperationPhase phase);
std::optional<OperationPhase> operationPhaseFrom(QStringView text);

// Which messages or sagas. What is absent does not narrow.
struct OperationFilter
{
    QString queue;
    std::optional<MessageState> state;
    std::optional<StepName> step;
    QString text; // part of a message's body, or of a saga's error
    QString errorSignature;
    qint64 afterMs = 0; // sent, or failed, at or after
    qint64 beforeMs = 0; // 0 = open
    std::set<Uuid> ids;

    bool matches(const Message &message, qint64 nowMs) const;
    bool matches(const Saga &saga) const;
    bool namesOnlyTheQueue() const;
};
QJsonObject toJson(const OperationFilter &filter);
// Unprocessable with `field` = "filter.…" for what is unknown, malformed, or means nothing to this kind.
Result<OperationFilter> operationFilterFrom(const QJsonObject &object, OperationKind kind);

// How carefully.
struct OperationPace
{
    int canary = 0; // so many first
    double ratePerSecond = 0; // 0 = as fast as it goes
    std::optional<double> stopOnRedeathRatio; // among those that ended
};
Status checkPace(const OperationPace &pace, OperationKind kind);

struct Operation
{
    OperationId id;
    OperationKind kind = OperationKind::Redrive;
    OperationState state = OperationState::Running;
    OperationPhase phase = OperationPhase::Counting;
    QString subject; // the queue or saga it is about; empty: sagas in general
    QJsonObject filter;
    OperationPace pace;
    QString actor;
    QString reason;
    std::optional<qint64> matched; // frozen at the start
    qint64 done = 0;
    std::map<QString, qint64> skipped; // by reason
    QString note; // why it stopped or failed
    QString cursor; // where the next bite begins
    qint64 phaseAtMs = 0; // since when it is in this phase
    qint64 createdAtMs = 0;
    qint64 updatedAtMs = 0;
    qint64 finishedAtMs = 0;

    qint64 skippedTotal() const;
};

} // namespace remirai
