// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/saga.h"
#include "core/storage/transaction.h"

namespace remirai {

// Conflict when the persona has a running saga already.
Status insertSaga(Transaction &tx, const Saga &saga);
Result<std::optional<Saga>> findSaga(Database &database, SagaId id);
Result<std::optional<Saga>> latestSagaOf(Database &database, PersonaId persona);
Result<std::vector<Saga>> sagasOf(Database &database, PersonaId persona, int limit); // oldest first
Result<std::vector<Saga>> sagasFrom(Database &database, SurveyId survey, int limit); // in no order
// Writes state, step and error.
Status saveSaga(Transaction &tx, const Saga &saga);

struct SagaFilter
{
    std::optional<SagaState> state;
    SagaId before; // cursor; null = from the newest
    int limit = 50;
};
Result<std::vector<Saga>> listSagas(Database &database, const SagaFilter &filter); // newest first
// With its attempts and outputs; messages and media are not its rows.
Status deleteSaga(Transaction &tx, const Saga &saga);
// Those that a persona, its user or one of their surveys is about. Newest first.
Result<std::vector<Saga>> sagasAbout(Database &database, const Uuid &id, SagaId before, int limit);
// Those that stand failed with this signature, newest first.
Result<std::vector<Saga>> sagasFailedWith(Database &database, const QString &signature, SagaId before, int limit);
// Failed sagas in the order of their ids, with any signature when it is empty.
Result<std::vector<Saga>> failedSagas(Database &database, const QString &signature, SagaId after, int limit);

// Records what a step made; false when it was recorded before, and then the first output stays.
Result<bool> recordOutput(Transaction &tx, SagaId saga, StepName step, const QString &output);
Result<std::optional<QString>> outputOf(Database &database, SagaId saga, StepName step);

Status insertAttempt(Transaction &tx, SagaId saga, StepName step, qint64 receipt, const QString &worker);
Status finishAttempt(Transaction &tx, SagaId saga, qint64 receipt, AttemptOutcome outcome, const QString &error);
// Attempts still marked running have lost their lease: a failure too.
Status endOpenAttempts(Transaction &tx, SagaId saga);
Result<std::vector<Attempt>> attemptsOf(Database &database, SagaId saga); // in order, numbered within their step

// The running totals of sagas by state, and of results that came too late to count.
std::string sagaCounter(SagaState state);
inline const std::string kStaleResultsCounter = "sagas.stale_results";
inline const std::string kFailuresCounter = "attempts.failed"; // each ends with an error signature

} // namespace remirai
