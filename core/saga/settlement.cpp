// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/saga/settlement.h"

#include "core/storage/mediastore.h"
#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"

namespace remirai {

namespace {

Result<Settled> dropStale(Transaction &tx, const Settlement &settlement)
{
    tx.count(kStaleResultsCounter, 1);
    tx.record("saga.stale_result", settlement.sagaId.toString(),
              {{QStringLiteral("outcome"), toString(settlement.result.outcome)}});
    return Settled::Stale;
}

// The rows that a decision changes, but for the message that led to it.
Status applyDecision(Transaction &tx, const Saga &before, const Decision &decision)
{
    if (const Status saved = saveSaga(tx, decision.saga); !saved)
        return saved;
    if (decision.saga.state != before.state) {
        tx.count(sagaCounter(before.state), -1);
        tx.count(sagaCounter(decision.saga.state), 1);
    }
    switch (decision.saga.state) {
    case SagaState::Running:
        if (decision.fate != MessageFate::Delete)
            return {}; // the persona still waits for the same step
        break;
    case SagaState::Completed:
        tx.record("saga.completed", decision.saga.id.toString());
        break;
    case SagaState::Failed:
        tx.record(
            "saga.failed", decision.saga.id.toString(),
            {{QStringLiteral("step"), toString(decision.saga.step)}, {QStringLiteral("error"), decision.saga.error}});
        break;
    }
    return changePersona(tx,
                         {decision.saga.personaId, decision.personaStatus, decision.prompt, decision.illustration,
                          decision.personaStatus == PersonaStatus::Failed ? decision.saga.error : QString()});
}

Status buryMessage(Transaction &tx, const Queue &queue, const Settlement &settlement)
{
    const auto message = messageOf(tx.database(), settlement.receipt);
    if (!message || !*message)
        return message ? Status() : Status(message.error());
    const auto buried = deadLetter(tx, queue, **message, settlement.result.error);
    return buried ? Status() : Status(buried.error());
}

Status settleMessage(Transaction &tx, const Queue &queue, const Settlement &settlement, const Decision &decision)
{
    const auto toStatus = [](const auto &result) { return result ? Status() : Status(result.error()); };
    switch (decision.fate) {
    case MessageFate::Delete:
        return toStatus(acknowledge(tx, queue, settlement.receipt));
    case MessageFate::Retry:
        tx.record("saga.retry", decision.saga.id.toString(),
                  {{QStringLiteral("error"), settlement.result.error}, {QStringLiteral("delay_ms"), decision.delayMs}});
        return toStatus(giveBack(tx, settlement.receipt, decision.delayMs, Spend::Attempt, settlement.result.error));
    case MessageFate::Snooze:
        tx.record("saga.snoozed", decision.saga.id.toString(), {{QStringLiteral("delay_ms"), decision.delayMs}});
        return toStatus(giveBack(tx, settlement.receipt, decision.delayMs, Spend::Nothing, settlement.result.error));
    case MessageFate::DeadLetter:
        return buryMessage(tx, queue, settlement);
    }
    Q_UNREACHABLE();
}

// Stores what a successful step made; false when it was recorded before.
Result<bool> recordResult(Transaction &tx, const Saga &saga, const Settlement &settlement, StepResult *result)
{
    if (saga.step == StepName::Illustration) {
        // A saga paints once, and its id is ordered by time: names made from it keep the index of names local.
        result->output = saga.id.toString() + QStringLiteral(".png");
        if (const Status stored = storeMedia(tx, result->output, settlement.picture); !stored)
            return stored.error();
    }
    return recordOutput(tx, saga.id, saga.step, result->output);
}

Status sendNext(Transaction &tx, const SagaSetup &setup, const Decision &decision)
{
    if (!decision.send)
        return {};
    const Saga &saga = decision.saga;
    const StepMessage next{saga.id,
                           saga.personaId,
                           saga.ownerId,
                           saga.surveyId,
                           saga.step,
                           saga.version,
                           decision.prompt.value_or(QString())};
    const auto sent = send(tx, setup.queueOf(saga.step), {encode(next), {}, saga.id, {}});
    return sent ? Status() : Status(sent.error());
}

Result<Settled> dropDuplicate(Transaction &tx, const Queue &queue, const Settlement &settlement)
{
    const auto dropped = acknowledge(tx, queue, settlement.receipt);
    if (!dropped)
        return dropped.error();
    tx.record("message.duplicate", settlement.sagaId.toString());
    return Settled::Duplicate;
}

} // namespace

Result<Settled> settle(Transaction &tx, const SagaSetup &setup, const Settlement &settlement)
{
    const auto lease = leaseOf(tx.database(), settlement.receipt);
    if (!lease)
        return lease.error();
    const Queue *queue = *lease ? setup.find((*lease)->queueId) : nullptr;
    if (!queue)
        return dropStale(tx, settlement);
    const auto saga = findSaga(tx.database(), settlement.sagaId);
    if (!saga)
        return saga.error();
    const Status finished = finishAttempt(tx, settlement.sagaId, settlement.receipt.nonce, settlement.result.outcome,
                                          settlement.result.error);
    if (!finished)
        return finished.error();
    if (!*saga || (*saga)->state != SagaState::Running || (*saga)->step != settlement.step)
        return dropDuplicate(tx, *queue, settlement);

    StepResult result = settlement.result;
    if (result.outcome == AttemptOutcome::Succeeded) {
        const auto recorded = recordResult(tx, **saga, settlement, &result);
        if (!recorded)
            return recorded.error();
        if (!*recorded)
            return dropDuplicate(tx, *queue, settlement);
    }
    const Decision decision =
        advance(**saga, result, setup.retry, (*lease)->receiveCount, unitInterval(tx.environment().random64()));
    if (const Status applied = applyDecision(tx, **saga, decision); !applied)
        return applied.error();
    if (const Status sent = sendNext(tx, setup, decision); !sent)
        return sent.error();
    if (const Status settled = settleMessage(tx, *queue, settlement, decision); !settled)
        return settled.error();
    return Settled::Applied;
}

Status failSaga(Transaction &tx, SagaId id, AttemptOutcome outcome, const QString &error)
{
    const auto saga = findSaga(tx.database(), id);
    if (!saga)
        return saga.error();
    if (!*saga || (*saga)->state != SagaState::Running)
        return {};
    if (const Status ended = endOpenAttempts(tx, id); !ended)
        return ended;
    const Decision decision = advance(**saga, {outcome, {}, error, 0}, RetryPolicy{.maxAttempts = 0}, 0, 0.0);
    return applyDecision(tx, **saga, decision);
}

} // namespace remirai
