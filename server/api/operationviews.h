// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/alerts.h"
#include "core/services/failures.h"
#include "core/services/operationscan.h"
#include "core/services/seriesquery.h"
#include "core/storage/operationstore.h"
#include "server/api/views.h"

namespace remirai {

// What operators see of failures, operations, alerts and history. Pure.

// How what an operation brought back stands.
struct OperationOutlook
{
    ItemTally tally;
    std::optional<qint64> newSinceStart;
};
QJsonObject operationView(const Operation &operation, const OperationOutlook &outlook);
QJsonObject previewView(OperationKind kind, const OperationPreview &preview, const OperationPace &pace, qint64 nowMs);
// `queueOf(StepName)` names the step's queue.
QJsonObject failureView(const FailureGroup &group, const QString &queue);
QJsonObject alertView(const Alert &alert);
QJsonObject seriesView(const SeriesLine &line);

} // namespace remirai
