// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/saga/sagaengine.h"

#include "core/saga/settlement.h"
#include "core/storage/eventstore.h"
#include "core/storage/mediastore.h"
#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"

namespace remirai {

namespace {

enum class Readiness { Run, Resume, Duplicate, Foreign };

// Whether the saga still waits for this step.
Result<Readiness> readiness(Database &database, const std::optional<Saga> &saga, const StepMessage &message)
{
    if (!saga || saga->personaId != message.personaId)
        return Readiness::Foreign;
    if (saga->state == SagaState::Running && saga->step == message.step)
        return Readiness::Run;
    if (saga->state == SagaState::Failed && saga->step == message.step)
        return Readiness::Resume;
    const auto recorded = outputOf(database, saga->id, message.step);
    if (!recorded)
        return recorded.error();
    return *recorded ? Readiness::Duplicate : Readiness::Foreign;
}

Status sendStep(Transaction &tx, const SagaSetup &setup, const Saga &saga, const QString &prompt)
{
    const StepMessage message{saga.id, saga.personaId, saga.ownerId, saga.surveyId, saga.step, saga.version, prompt};
    const auto sent = send(tx, setup.queueOf(saga.step), {encode(message), {}, saga.id, {}});
    return sent ? Status() : Status(sent.error());
}

Result<QString> recordedPrompt(Database &database, const Saga &saga)
{
    if (saga.step == StepName::Synthesis)
        return QString();
    const auto output = outputOf(database, saga.id, StepName::Synthesis);
    if (!output)
        return output.error();
    return output->value_or(QString());
}

Status resume(Transaction &tx, Saga saga)
{
    const auto prompt = recordedPrompt(tx.database(), saga);
    if (!prompt)
        return prompt.error();
    saga.state = SagaState::Running;
    saga.error.clear();
    if (const Status saved = saveSaga(tx, saga); !saved)
        return saved;
    tx.count(sagaCounter(SagaState::Failed), -1);
    tx.count(sagaCounter(SagaState::Running), 1);
    tx.record("saga.resumed", saga.id.toString(), {{QStringLiteral("step"), toString(saga.step)}});
    return changePersona(tx, {saga.personaId, planOf(saga.step).statusWhileRunning, *prompt});
}

// Decides one received message; a job when a worker is to carry it out.
Result<std::optional<StepJob>> admit(Transaction &tx, const Queue &queue, const ReceivedMessage &received,
                                     const QString &worker)
{
    const auto message = decodeStepMessage(received.message.body);
    const auto bury = [&](const QString &why) -> Result<std::optional<StepJob>> {
        const auto buried = deadLetter(tx, queue, received.message, why);
        return buried ? Result<std::optional<StepJob>>(std::optional<StepJob>()) : buried.error();
    };
    if (!message)
        return bury(message.error().message);
    const auto saga = findSaga(tx.database(), message->sagaId);
    if (!saga)
        return saga.error();
    const auto ready = readiness(tx.database(), *saga, *message);
    if (!ready)
        return ready.error();
    switch (*ready) {
    case Readiness::Foreign:
        return bury(QStringLiteral("no saga waits for this message"));
    case Readiness::Duplicate: {
        const auto dropped = acknowledge(tx, queue, received.receipt);
        if (!dropped)
            return dropped.error();
        tx.record("message.duplicate", message->sagaId.toString());
        return std::optional<StepJob>();
    }
    case Readiness::Resume:
        if (const Status resumed = resume(tx, **saga); !resumed)
            return resumed.error();
        break;
    case Readiness::Run:
        break;
    }
    if (received.message.receiveCount > 1) {
        if (const Status ended = endOpenAttempts(tx, message->sagaId); !ended)
            return ended.error();
    }
    const Status opened = insertAttempt(tx, message->sagaId, message->step, received.receipt.nonce, worker);
    if (!opened)
        return opened.error();
    return std::optional(
        StepJob{received.receipt, *message, received.message.receiveCount, received.message.visibleAtMs});
}

} // namespace

const Queue &SagaSetup::queueOf(StepName step) const
{
    return step == StepName::Synthesis ? synthesis : illustration;
}

const Queue *SagaSetup::find(qint64 queueId) const
{
    if (queueId == synthesis.id)
        return &synthesis;
    return queueId == illustration.id ? &illustration : nullptr;
}

Result<Saga> beginSaga(Transaction &tx, const SagaSetup &setup, const Persona &persona, const Survey &survey)
{
    Saga saga;
    saga.id = tx.environment().newId<SagaId>();
    saga.personaId = persona.id;
    saga.ownerId = persona.ownerId;
    saga.surveyId = survey.id;
    saga.createdAtMs = saga.updatedAtMs = tx.nowMs();
    if (const Status inserted = insertSaga(tx, saga); !inserted)
        return inserted.error();
    if (const Status sent = sendStep(tx, setup, saga, {}); !sent)
        return sent.error();
    if (const Status changed = changePersona(tx, {persona.id, planOf(saga.step).statusWhileRunning}); !changed)
        return changed.error();
    tx.count(sagaCounter(SagaState::Running), 1);
    tx.record("saga.started", saga.id.toString(), {{QStringLiteral("persona_id"), persona.id.toString()}});
    return saga;
}

Result<std::vector<StepJob>> claimJobs(Transaction &tx, const SagaSetup &setup, StepName step, int max,
                                       const QString &worker)
{
    std::vector<StepJob> jobs;
    const auto queue = findQueue(tx.database(), setup.queueOf(step).id); // fresh: an operator may have paused it
    if (!queue)
        return queue.error();
    if (!*queue)
        return jobs;
    while (static_cast<int>(jobs.size()) < max) {
        const int wanted = max - static_cast<int>(jobs.size());
        const auto received = receive(tx, **queue, wanted, (*queue)->visibilityTimeoutMs);
        if (!received)
            return received.error();
        if (const Status failed = failAbandoned(tx, received->exhausted); !failed)
            return failed.error();
        for (const ReceivedMessage &message : received->messages) {
            auto job = admit(tx, **queue, message, worker);
            if (!job)
                return job.error();
            if (*job)
                jobs.push_back(std::move(**job));
        }
        if (static_cast<int>(received->messages.size()) < wanted)
            break;
    }
    return jobs;
}

Status retrySaga(Transaction &tx, const SagaSetup &setup, SagaId id)
{
    const auto saga = findSaga(tx.database(), id);
    if (!saga)
        return saga.error();
    if (!*saga)
        return Error{ErrorCode::NotFound, QStringLiteral("there is no saga %1").arg(id.toString()),
                     QStringLiteral("id")};
    if ((*saga)->state != SagaState::Failed)
        return Error{ErrorCode::Conflict,
                     QStringLiteral("only a failed saga can be retried; this one is %1").arg(toString((*saga)->state)),
                     {}};
    const auto letter = messageOfSaga(tx.database(), id);
    if (!letter)
        return letter.error();
    if (*letter) {
        const auto moved = redriveOne(tx, **letter, setup.queueOf((*saga)->step));
        if (!moved)
            return moved.error();
    } else {
        const auto prompt = recordedPrompt(tx.database(), **saga);
        if (!prompt)
            return prompt.error();
        if (const Status sent = sendStep(tx, setup, **saga, *prompt); !sent)
            return sent;
    }
    return resume(tx, **saga);
}

Status resumeRedriven(Transaction &tx, const SagaSetup &setup, const std::vector<Message> &messages)
{
    for (const Message &message : messages) {
        if (message.sagaId.isNull() || !setup.find(message.queueId))
            continue;
        const auto saga = findSaga(tx.database(), message.sagaId);
        if (!saga)
            return saga.error();
        if (!*saga || (*saga)->state != SagaState::Failed)
            continue;
        if (const Status resumed = resume(tx, **saga); !resumed)
            return resumed;
    }
    return {};
}

Status failAbandoned(Transaction &tx, const std::vector<Message> &messages)
{
    for (const Message &message : messages) {
        if (message.sagaId.isNull())
            continue;
        if (const Status failed = failSaga(tx, message.sagaId, AttemptOutcome::LeaseEnded, message.lastError); !failed)
            return failed;
    }
    return {};
}

Status failPurged(Transaction &tx, const std::vector<SagaId> &sagas)
{
    for (const SagaId id : sagas) {
        if (const Status failed = failSaga(tx, id, AttemptOutcome::Fatal, QStringLiteral("its message was purged"));
            !failed)
            return failed;
    }
    return {};
}

Status eraseSaga(Transaction &tx, const Saga &saga)
{
    const auto picture = outputOf(tx.database(), saga.id, StepName::Illustration);
    if (!picture)
        return picture.error();
    if (*picture) {
        if (const Status deleted = deleteMedia(tx, **picture); !deleted)
            return deleted;
    }
    if (const Status withdrawn = withdraw(tx, saga.id); !withdrawn)
        return withdrawn;
    if (const Status blanked = blankEventsAbout(tx.database(), saga.id.toString()); !blanked)
        return blanked;
    return deleteSaga(tx, saga);
}

} // namespace remirai
