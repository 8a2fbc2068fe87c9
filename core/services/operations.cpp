// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operations.h"

#include "core/services/operationevents.h"
#include "core/services/operationscan.h"
#include "core/storage/operationstore.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// What is done at once: a row that is over from the start.
struct Deed
{
    OperationKind kind;
    QString subject;
    QJsonObject change;
};

Operation newOperation(Transaction &tx, OperationKind kind, const QString &actor, const QString &reason)
{
    Operation operation;
    operation.id = tx.environment().newId<OperationId>();
    operation.kind = kind;
    operation.actor = actor;
    operation.reason = reason;
    operation.phaseAtMs = operation.createdAtMs = operation.updatedAtMs = tx.nowMs();
    return operation;
}

Status recordDeed(Transaction &tx, const Deed &deed, const QString &actor, const QString &reason)
{
    Operation operation = newOperation(tx, deed.kind, actor, reason);
    operation.state = OperationState::Completed;
    operation.phase = OperationPhase::Over;
    operation.subject = deed.subject;
    operation.filter = deed.change;
    operation.matched = operation.done = 1;
    operation.finishedAtMs = tx.nowMs();
    if (const Status inserted = insertOperation(tx, operation); !inserted)
        return inserted;
    tellFinished(tx, operation);
    return {};
}

} // namespace

Status checkReason(const QString &reason)
{
    const qsizetype size = reason.trimmed().size();
    if (size >= kMinReason && reason.size() <= kMaxReason)
        return {};
    return Error{
        ErrorCode::Unprocessable,
        u"reason: say in %1 to %2 characters why, for whoever reads the audit log"_s.arg(kMinReason).arg(kMaxReason),
        u"reason"_s};
}

Result<Operation> startOperation(Transaction &tx, const OperationRequest &request)
{
    const auto target = targetOf(tx.database(), request.kind, request.filter, tx.nowMs());
    if (!target)
        return target.error();
    Operation operation = newOperation(tx, request.kind, request.actor, request.reason);
    operation.subject = target->queue.name;
    operation.filter = toJson(request.filter);
    operation.pace = request.pace;
    if (const Status inserted = insertOperation(tx, operation); !inserted)
        return inserted.error();
    tellStarted(tx, operation);
    return operation;
}

Result<Operation> cancelOperation(Transaction &tx, OperationId id, const QString &actor, const QString &reason)
{
    const QString note =
        reason.isEmpty() ? u"cancelled by %1"_s.arg(actor) : u"cancelled by %1: %2"_s.arg(actor, reason);
    const auto cancelled = endOperation(tx, id, OperationState::Cancelled, note);
    if (!cancelled)
        return cancelled.error();
    if (*cancelled) {
        tellFinished(tx, **cancelled);
        return **cancelled;
    }
    const auto found = findOperation(tx.database(), id);
    if (!found)
        return found.error();
    if (!*found)
        return Error{ErrorCode::NotFound, u"there is no such operation"_s, {}};
    return Error{ErrorCode::Conflict, u"the operation is over already: it is %1"_s.arg(toString((*found)->state)), {}};
}

Result<Queue> changeQueue(Transaction &tx, const QString &name, const QueuePatch &patch, const QString &actor,
                          const QString &reason)
{
    const auto before = findQueue(tx.database(), name);
    if (!before)
        return before.error();
    const auto after = patchQueue(tx, name, patch, actor);
    if (!after || !*before)
        return after;
    std::vector<Deed> deeds;
    if (after->paused != (*before)->paused)
        deeds.push_back({after->paused ? OperationKind::Pause : OperationKind::Resume, name, {}});
    QJsonObject slotLimits;
    if (after->minSlots != (*before)->minSlots)
        slotLimits.insert(u"min_slots"_s, after->minSlots);
    if (after->maxSlots != (*before)->maxSlots)
        slotLimits.insert(u"max_slots"_s, after->maxSlots);
    if (!slotLimits.isEmpty())
        deeds.push_back({OperationKind::Scale, name, slotLimits});
    for (const Deed &deed : deeds) {
        if (const Status recorded = recordDeed(tx, deed, actor, reason); !recorded)
            return recorded.error();
    }
    return after;
}

Status retryByOperator(Transaction &tx, const SagaSetup &setup, SagaId id, const QString &actor, const QString &reason)
{
    if (const Status retried = retrySaga(tx, setup, id); !retried)
        return retried;
    tx.record("saga.retried", id.toString(), {{u"actor"_s, actor}});
    return recordDeed(tx, {OperationKind::Retry, id.toString(), {}}, actor, reason);
}

} // namespace remirai
