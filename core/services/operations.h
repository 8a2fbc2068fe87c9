// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/operation.h"
#include "core/queue/queuesetup.h"
#include "core/saga/sagaengine.h"

namespace remirai {

// Operators' actions as commands. Each leaves a row in `operations` with who did it and why, and events.

struct OperationRequest
{
    OperationKind kind = OperationKind::Redrive; // one of the first five
    OperationFilter filter;
    OperationPace pace;
    QString actor;
    QString reason;
};
inline constexpr qsizetype kMinReason = 3;
inline constexpr qsizetype kMaxReason = 500;
Status checkReason(const QString &reason); // Unprocessable unless it says something

// Starts it: the runner (core/services/operationrunner.h) does the work, on whatever matches now.
// NotFound, Unprocessable.
Result<Operation> startOperation(Transaction &tx, const OperationRequest &request);
// What is done stays done. NotFound; Conflict when it is over.
Result<Operation> cancelOperation(Transaction &tx, OperationId id, const QString &actor, const QString &reason);

// Pauses, resumes, scales. NotFound, Unprocessable.
Result<Queue> changeQueue(Transaction &tx, const QString &name, const QueuePatch &patch, const QString &actor,
                          const QString &reason);
// retrySaga() by an operator.
Status retryByOperator(Transaction &tx, const SagaSetup &setup, SagaId id, const QString &actor, const QString &reason);

} // namespace remirai
