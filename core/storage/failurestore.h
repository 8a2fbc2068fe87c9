// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/saga.h"
#include "core/storage/database.h"

namespace remirai {

// Failed attempts by the signature of their error. Reads index ranges of failures alone, however many succeeded.

struct FailureCount
{
    QString signature;
    StepName step = StepName::Synthesis;
    qint64 bucket = 0; // from `sinceMs`, in steps of `bucketMs`
    qint64 count = 0;
    qint64 firstMs = 0;
    qint64 lastMs = 0;
};
Result<std::vector<FailureCount>> countFailures(Database &database, qint64 sinceMs, qint64 bucketMs);

struct FailureSample
{
    SagaId sagaId;
    QString error;
    QString worker;
    qint64 atMs = 0;
};
// The newest ones.
Result<std::vector<FailureSample>> failureSamples(Database &database, const QString &signature, StepName step,
                                                  qint64 sinceMs, int limit);
// Sagas that stand failed at this step with this signature.
Result<qint64> countFailedSagas(Database &database, const QString &signature, StepName step);

} // namespace remirai
