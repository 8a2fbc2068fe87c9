// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operationbite.h"

#include "core/saga/settlement.h"
#include "core/services/operationevents.h"
#include "core/storage/operationstore.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kScanned = 500; // rows that one bite looks at

QString goneText()
{
    return u"it was gone"_s;
}

Result<std::optional<Operation>> take(Transaction &tx, const Bite &bite)
{
    return takeOperation(tx, bite.operation, bite.runner, tx.nowMs() + kOperationLeaseMs);
}

void enter(Transaction &tx, Operation &operation, OperationPhase phase)
{
    operation.phase = phase;
    operation.phaseAtMs = tx.nowMs();
}

BiteResult save(Transaction &tx, Operation operation, bool hasNews)
{
    const bool isNewSecond = tx.nowMs() / 1'000 != operation.updatedAtMs / 1'000;
    operation.updatedAtMs = tx.nowMs();
    const bool isOver = operation.state != OperationState::Running;
    if (isOver) {
        enter(tx, operation, OperationPhase::Over);
        operation.finishedAtMs = tx.nowMs();
    }
    if (const Status saved = saveOperation(tx, operation); !saved)
        return saved.error();
    if (isOver)
        tellFinished(tx, operation);
    else if (hasNews || isNewSecond)
        tellProgress(tx, operation);
    return std::optional(operation);
}

// What acting on one candidate needs besides it.
struct Acting
{
    Transaction &tx;
    const SagaSetup &setup;
    const OperationTarget &target;
    const Operation &operation;
};

// Each acts on one candidate; the reason why not, or nothing. The candidate was read in this transaction, but on
// PostgreSQL another server may have touched it since.

Result<QString> redriveCandidate(const Acting &acting, const Message &message)
{
    const auto moved = redriveOneHome(acting.tx, message, acting.target.queue, acting.target.homeId);
    if (!moved)
        return moved.error();
    if (!*moved)
        return goneText();
    if (const Status resumed = resumeRedriven(acting.tx, acting.setup, {**moved}); !resumed)
        return resumed.error();
    OperationItem item{acting.operation.done + 1, message.sagaId, StepName::Synthesis, message.seq, message.id,
                       acting.target.queue.id};
    if (acting.setup.illustration.id == (*moved)->queueId)
        item.step = StepName::Illustration;
    const Status kept = insertItem(acting.tx, acting.operation.id, item);
    return kept ? Result<QString>(QString()) : kept.error();
}

Result<QString> deleteCandidate(const Acting &acting, const Message &message)
{
    const auto deleted = acting.target.kind == OperationKind::Purge
        ? discard(acting.tx, acting.target.queue, message)
        : discardIdle(acting.tx, acting.target.queue, message);
    if (!deleted)
        return deleted.error();
    if (!*deleted)
        return goneText();
    if (message.sagaId.isNull())
        return QString();
    const QString error = acting.target.kind == OperationKind::Purge ? u"its message was purged"_s
                                                                     : u"its message was deleted by an operator"_s;
    const Status failed = failSaga(acting.tx, message.sagaId, AttemptOutcome::Fatal, error);
    return failed ? Result<QString>(QString()) : failed.error();
}

// Its last error, if there is one, goes on saying what is wrong with it.
Result<QString> parkCandidate(const Acting &acting, const Message &message)
{
    const QString error =
        message.lastError.isEmpty() ? u"parked by an operator: %1"_s.arg(acting.operation.reason) : message.lastError;
    const auto moved = deadLetter(acting.tx, acting.target.queue, message, error);
    if (!moved)
        return moved.error();
    if (!*moved)
        return goneText();
    if (message.sagaId.isNull())
        return QString();
    const Status failed = failSaga(acting.tx, message.sagaId, AttemptOutcome::Fatal, error);
    return failed ? Result<QString>(QString()) : failed.error();
}

Result<QString> retryCandidate(const Acting &acting, const Saga &saga)
{
    if (const Status retried = retrySaga(acting.tx, acting.setup, saga.id); !retried)
        return retried.error().code == ErrorCode::Conflict ? Result<QString>(u"not failed any more"_s)
                                                           : retried.error();
    const Status kept =
        insertItem(acting.tx, acting.operation.id, {acting.operation.done + 1, saga.id, saga.step, 0, {}, 0});
    return kept ? Result<QString>(QString()) : kept.error();
}

Result<QString> act(const Acting &acting, const Candidate &candidate)
{
    const auto obstacle = obstacleOf(acting.tx.database(), acting.target, candidate, acting.tx.nowMs());
    if (!obstacle || !obstacle->isEmpty())
        return obstacle;
    switch (acting.target.kind) {
    case OperationKind::Redrive:
        return redriveCandidate(acting, *candidate.message);
    case OperationKind::Retry:
        return retryCandidate(acting, *candidate.saga);
    case OperationKind::Delete:
    case OperationKind::Purge:
        return deleteCandidate(acting, *candidate.message);
    case OperationKind::Park:
        return parkCandidate(acting, *candidate.message);
    case OperationKind::Pause:
    case OperationKind::Resume:
    case OperationKind::Scale:
        break;
    }
    return Error{ErrorCode::Internal, u"this kind of operation is done at once"_s, {}};
}

// How many it may still touch in its phase.
qint64 roomFor(const Operation &operation, qint64 most)
{
    const qint64 room = std::min<qint64>(most, kMaxBite);
    return operation.phase == OperationPhase::Canary ? std::min<qint64>(room, operation.pace.canary - operation.done)
                                                     : room;
}

// Acts on the page's candidates until the room is used up; whether the page was used up.
Result<bool> actOnPage(Transaction &tx, const SagaSetup &setup, const OperationTarget &target, const ScanPage &page,
                       qint64 room, Operation *operation)
{
    qint64 touched = 0;
    for (const Candidate &candidate : page.candidates) {
        if (touched == room)
            return false;
        const auto skipped = act({tx, setup, target, *operation}, candidate);
        if (!skipped)
            return skipped.error();
        if (skipped->isEmpty()) {
            ++operation->done;
            ++touched;
        } else {
            ++operation->skipped[*skipped];
        }
        operation->cursor = candidate.cursor;
    }
    operation->cursor = page.cursor;
    return true;
}

} // namespace

BiteResult beginActing(Transaction &tx, const Bite &bite, qint64 matched)
{
    auto operation = take(tx, bite);
    if (!operation || !*operation)
        return operation;
    (*operation)->matched = matched;
    if (matched == 0)
        (*operation)->state = OperationState::Completed;
    else
        enter(tx, **operation, (*operation)->pace.canary > 0 ? OperationPhase::Canary : OperationPhase::Ramp);
    return save(tx, **operation, true);
}

BiteResult actOnSome(Transaction &tx, const SagaSetup &setup, const Bite &bite)
{
    auto taken = take(tx, bite);
    if (!taken || !*taken)
        return taken;
    Operation &operation = **taken;
    const auto filter = operationFilterFrom(operation.filter, operation.kind);
    if (!filter)
        return filter.error();
    const auto target = targetOf(tx.database(), operation.kind, *filter, operation.createdAtMs);
    if (!target)
        return target.error();
    const auto page = scanPage(tx.database(), *target, operation.cursor, kScanned, tx.nowMs());
    if (!page)
        return page.error();
    const auto usedUp = actOnPage(tx, setup, *target, *page, roomFor(operation, bite.most), &operation);
    if (!usedUp)
        return usedUp.error();
    const bool isEnd = *usedUp && page->isLast;
    const bool isCanaryOut =
        operation.phase == OperationPhase::Canary && (isEnd || operation.done >= operation.pace.canary);
    if (isCanaryOut && operation.done > 0)
        enter(tx, operation, OperationPhase::Watching);
    else if (isEnd)
        operation.state = OperationState::Completed;
    return save(tx, operation, isCanaryOut);
}

BiteResult goOnAfterCanary(Transaction &tx, const Bite &bite)
{
    auto operation = take(tx, bite);
    if (!operation || !*operation)
        return operation;
    enter(tx, **operation, OperationPhase::Ramp);
    return save(tx, **operation, true);
}

BiteResult giveUp(Transaction &tx, const Bite &bite, OperationState state, const QString &note)
{
    auto operation = take(tx, bite);
    if (!operation || !*operation)
        return operation;
    (*operation)->state = state;
    (*operation)->note = note;
    return save(tx, **operation, true);
}

} // namespace remirai
