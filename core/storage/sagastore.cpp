// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/sagastore.h"

#include "core/domain/errorsignature.h"

#include <algorithm>

namespace remirai {

namespace {

#define SAGA_COLUMNS "id, persona_id, owner_id, survey_id, state, step, version, error, created_at, updated_at"

constexpr Statement kInsertSaga{
    "INSERT INTO sagas (id, persona_id, owner_id, survey_id, state, step, version, created_at, updated_at) "
    "VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?)"};
constexpr Statement kSagaById{"SELECT " SAGA_COLUMNS " FROM sagas WHERE id = ?"};
constexpr Statement kLatestSaga{"SELECT " SAGA_COLUMNS
                                " FROM sagas WHERE persona_id = ? ORDER BY created_at DESC, id DESC LIMIT 1"};
constexpr Statement kSaveSaga{
    "UPDATE sagas SET state = ?, step = ?, error = ?, error_signature = ?, updated_at = ? WHERE id = ?"};
constexpr Statement kListSagas{"SELECT " SAGA_COLUMNS " FROM sagas WHERE id < ? ORDER BY id DESC LIMIT ?"};
constexpr Statement kListSagasIn{"SELECT " SAGA_COLUMNS
                                 " FROM sagas WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?"};
constexpr Statement kSagasOf{"SELECT " SAGA_COLUMNS " FROM sagas WHERE persona_id = ? ORDER BY created_at, id LIMIT ?"};
constexpr Statement kSagasFrom{"SELECT " SAGA_COLUMNS " FROM sagas WHERE survey_id = ? LIMIT ?"};
constexpr Statement kSagasAbout{
    "SELECT " SAGA_COLUMNS " FROM sagas WHERE persona_id IN (SELECT id FROM personas WHERE id = ? UNION "
    "SELECT id FROM personas WHERE owner_id = ? UNION SELECT p.id FROM surveys s JOIN personas p "
    "ON p.owner_id = s.owner_id WHERE s.id = ?) AND id < ? ORDER BY id DESC LIMIT ?"};
// The index of failed sagas is partial, and begins with signature and step.
constexpr Statement kFailedWith{"SELECT " SAGA_COLUMNS " FROM sagas WHERE error_signature <> '' AND "
                                "error_signature = ? AND step = ? AND id < ? ORDER BY id DESC LIMIT ?"};
constexpr Statement kFailedWithFrom{"SELECT " SAGA_COLUMNS " FROM sagas WHERE error_signature <> '' AND "
                                    "error_signature = ? AND step = ? AND id > ? ORDER BY id LIMIT ?"};
constexpr Statement kFailedFrom{"SELECT " SAGA_COLUMNS
                                " FROM sagas WHERE state = 'failed' AND id > ? ORDER BY id LIMIT ?"};

#undef SAGA_COLUMNS

constexpr Statement kRecordOutput{"INSERT INTO saga_steps (saga_id, step, output, completed_at) VALUES (?, ?, ?, ?) "
                                  "ON CONFLICT (saga_id, step) DO NOTHING"};
constexpr Statement kOutputOf{"SELECT output FROM saga_steps WHERE saga_id = ? AND step = ?"};
// The position orders attempts that began in the same millisecond.
constexpr Statement kInsertAttempt{
    "INSERT INTO saga_attempts (saga_id, receipt, position, step, outcome, worker, started_at) "
    "VALUES (?, ?, (SELECT count(*) FROM saga_attempts WHERE saga_id = ?), ?, 'running', ?, ?)"};
constexpr Statement kFinishAttempt{"UPDATE saga_attempts SET outcome = ?, error = ?, signature = ?, finished_at = ? "
                                   "WHERE saga_id = ? AND receipt = ?"};
constexpr Statement kEndOpenAttempts{"UPDATE saga_attempts SET outcome = 'lease_ended', finished_at = ?, error = ?, "
                                     "signature = ? WHERE saga_id = ? AND outcome = 'running'"};
constexpr Statement kAttemptsOf{"SELECT step, outcome, error, worker, started_at, finished_at FROM saga_attempts "
                                "WHERE saga_id = ? ORDER BY position"};
constexpr Statement kDeleteAttempts{"DELETE FROM saga_attempts WHERE saga_id = ?"};
constexpr Statement kDeleteOutputs{"DELETE FROM saga_steps WHERE saga_id = ?"};
constexpr Statement kDeleteSaga{"DELETE FROM sagas WHERE id = ?"};

const QString kLeaseEnded = QStringLiteral("no result before the lease ended");
const QString kNoReason = QStringLiteral("failed without a reason");

Saga toSaga(const Row &row)
{
    return {row.id<SagaId>(0),
            row.id<PersonaId>(1),
            row.id<UserId>(2),
            row.id<SurveyId>(3),
            sagaStateFrom(row.text(4)).value_or(SagaState::Failed),
            stepFrom(row.text(5)).value_or(StepName::Synthesis),
            static_cast<int>(row.integer(6)),
            row.text(7),
            row.integer(8),
            row.integer(9)};
}

Status toStatus(const Result<qint64> &changed)
{
    return changed ? Status() : Status(changed.error());
}

// No bound is the highest id, as ids fall from page to page.
Uuid boundOf(SagaId before)
{
    return before.isNull() ? Uuid::highest() : before.uuid;
}

// The steps have an index range each: as many rows of both, in one order.
Result<std::vector<Saga>> ofBothSteps(Database &database, const Statement &statement, const QString &signature,
                                      const Uuid &bound, int limit)
{
    std::vector<Saga> sagas;
    for (const StepName step : {StepName::Synthesis, StepName::Illustration}) {
        const auto some = database.all(statement, {signature, toString(step), bound, limit}, toSaga);
        if (!some)
            return some.error();
        sagas.insert(sagas.end(), some->begin(), some->end());
    }
    return sagas;
}

void keepFirst(std::vector<Saga> &sagas, int limit)
{
    if (sagas.size() > static_cast<size_t>(limit))
        sagas.resize(static_cast<size_t>(limit));
}

} // namespace

std::string sagaCounter(SagaState state)
{
    return "sagas." + toString(state).toStdString();
}

Status insertSaga(Transaction &tx, const Saga &saga)
{
    return toStatus(tx.database().run(kInsertSaga,
                                      {saga.id, saga.personaId, saga.ownerId, saga.surveyId, toString(saga.step),
                                       saga.version, tx.nowMs(), tx.nowMs()}));
}

Result<std::optional<Saga>> findSaga(Database &database, SagaId id)
{
    return database.first(kSagaById, {id}, toSaga);
}

Result<std::optional<Saga>> latestSagaOf(Database &database, PersonaId persona)
{
    return database.first(kLatestSaga, {persona}, toSaga);
}

Status saveSaga(Transaction &tx, const Saga &saga)
{
    return toStatus(tx.database().run(kSaveSaga,
                                      {toString(saga.state), toString(saga.step), saga.error,
                                       saga.state == SagaState::Failed ? errorSignature(saga.error) : QString(),
                                       tx.nowMs(), saga.id}));
}

Result<std::vector<Saga>> listSagas(Database &database, const SagaFilter &filter)
{
    const Uuid before = boundOf(filter.before);
    return filter.state ? database.all(kListSagasIn, {toString(*filter.state), before, filter.limit}, toSaga)
                        : database.all(kListSagas, {before, filter.limit}, toSaga);
}

Result<std::vector<Saga>> sagasAbout(Database &database, const Uuid &id, SagaId before, int limit)
{
    return database.all(kSagasAbout, {id, id, id, boundOf(before), limit}, toSaga);
}

Result<std::vector<Saga>> sagasFailedWith(Database &database, const QString &signature, SagaId before, int limit)
{
    auto sagas = ofBothSteps(database, kFailedWith, signature, boundOf(before), limit);
    if (!sagas)
        return sagas;
    std::sort(sagas->begin(), sagas->end(), [](const Saga &a, const Saga &b) { return a.id > b.id; });
    keepFirst(*sagas, limit);
    return sagas;
}

Result<std::vector<Saga>> failedSagas(Database &database, const QString &signature, SagaId after, int limit)
{
    if (signature.isEmpty())
        return database.all(kFailedFrom, {after, limit}, toSaga);
    auto sagas = ofBothSteps(database, kFailedWithFrom, signature, after.uuid, limit);
    if (!sagas)
        return sagas;
    std::sort(sagas->begin(), sagas->end(), [](const Saga &a, const Saga &b) { return a.id < b.id; });
    keepFirst(*sagas, limit);
    return sagas;
}

Result<bool> recordOutput(Transaction &tx, SagaId saga, StepName step, const QString &output)
{
    const auto inserted = tx.database().run(kRecordOutput, {saga, toString(step), output, tx.nowMs()});
    if (!inserted)
        return inserted.error();
    return *inserted > 0;
}

Result<std::optional<QString>> outputOf(Database &database, SagaId saga, StepName step)
{
    return database.first(kOutputOf, {saga, toString(step)}, [](const Row &row) { return row.text(0); });
}

Status insertAttempt(Transaction &tx, SagaId saga, StepName step, qint64 receipt, const QString &worker)
{
    return toStatus(tx.database().run(kInsertAttempt, {saga, receipt, saga, toString(step), worker, tx.nowMs()}));
}

Status finishAttempt(Transaction &tx, SagaId saga, qint64 receipt, AttemptOutcome outcome, const QString &error)
{
    const bool failed = outcome == AttemptOutcome::Failed || outcome == AttemptOutcome::Fatal;
    if (failed)
        tx.count(kFailuresCounter, 1);
    return toStatus(tx.database().run(kFinishAttempt,
                                      {toString(outcome), error,
                                       failed ? errorSignature(error.isEmpty() ? kNoReason : error) : QString(),
                                       tx.nowMs(), saga, receipt}));
}

Status endOpenAttempts(Transaction &tx, SagaId saga)
{
    const auto ended =
        tx.database().run(kEndOpenAttempts, {tx.nowMs(), kLeaseEnded, errorSignature(kLeaseEnded), saga});
    if (ended)
        tx.count(kFailuresCounter, *ended);
    return toStatus(ended);
}

Result<std::vector<Attempt>> attemptsOf(Database &database, SagaId saga)
{
    std::map<StepName, int> numbers;
    return database.all(kAttemptsOf, {saga}, [&](const Row &row) {
        Attempt attempt;
        attempt.step = stepFrom(row.text(0)).value_or(StepName::Synthesis);
        attempt.number = ++numbers[attempt.step];
        attempt.outcome = attemptOutcomeFrom(row.text(1)).value_or(AttemptOutcome::Failed);
        attempt.error = row.text(2);
        attempt.worker = row.text(3);
        attempt.startedAtMs = row.integer(4);
        attempt.finishedAtMs = row.integer(5);
        return attempt;
    });
}

Result<std::vector<Saga>> sagasOf(Database &database, PersonaId persona, int limit)
{
    return database.all(kSagasOf, {persona, limit}, toSaga);
}

Result<std::vector<Saga>> sagasFrom(Database &database, SurveyId survey, int limit)
{
    return database.all(kSagasFrom, {survey, limit}, toSaga);
}

Status deleteSaga(Transaction &tx, const Saga &saga)
{
    for (const Statement &statement : {kDeleteAttempts, kDeleteOutputs, kDeleteSaga}) {
        if (const auto deleted = tx.database().run(statement, {saga.id}); !deleted)
            return deleted.error();
    }
    tx.count(sagaCounter(saga.state), -1);
    return {};
}

} // namespace remirai
