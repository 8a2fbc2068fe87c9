// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/failurestore.h"

namespace remirai {

namespace {

// The indexes are partial: each text says what they leave out. Grouping by an expression keeps SQLite from walking all
// failures there ever were in the order of their signatures, instead of the window's.
constexpr Statement kCount{"SELECT signature || '', step, (finished_at - ?) / ?, count(*), min(finished_at), "
                           "max(finished_at) FROM saga_attempts "
                           "WHERE signature <> '' AND finished_at >= ? GROUP BY 1, 2, 3"};
constexpr Statement kSamples{"SELECT saga_id, error, worker, finished_at FROM saga_attempts WHERE signature <> '' "
                             "AND signature = ? AND step = ? AND finished_at >= ? ORDER BY finished_at DESC LIMIT ?"};
constexpr Statement kFailedSagas{
    "SELECT count(*) FROM sagas WHERE error_signature <> '' AND error_signature = ? AND step = ?"};

} // namespace

Result<std::vector<FailureCount>> countFailures(Database &database, qint64 sinceMs, qint64 bucketMs)
{
    return database.all(kCount, {sinceMs, bucketMs, sinceMs}, [](const Row &row) {
        return FailureCount{row.text(0),    stepFrom(row.text(1)).value_or(StepName::Synthesis),
                            row.integer(2), row.integer(3),
                            row.integer(4), row.integer(5)};
    });
}

Result<std::vector<FailureSample>> failureSamples(Database &database, const QString &signature, StepName step,
                                                  qint64 sinceMs, int limit)
{
    return database.all(kSamples, {signature, toString(step), sinceMs, limit}, [](const Row &row) {
        return FailureSample{row.id<SagaId>(0), row.text(1), row.text(2), row.integer(3)};
    });
}

Result<qint64> countFailedSagas(Database &database, const QString &signature, StepName step)
{
    const auto row =
        database.first(kFailedSagas, {signature, toString(step)}, [](const Row &r) { return r.integer(0); });
    if (!row)
        return row.error();
    return row->value_or(0);
}

} // namespace remirai
