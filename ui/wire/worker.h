// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "ui/wire/fields.h"

namespace remirai::ui {

struct RunningJob
{
    QString worker;
    QString sagaId;
    QString step;
    int attempt = 0;
    qint64 sinceMs = 0;
    qint64 leaseEndsAtMs = 0;

    bool operator==(const RunningJob &) const = default;
};

struct WorkerRow
{
    QString id;
    QString version;
    int slotCount = 0;
    bool draining = false;
    qint64 connectedAtMs = 0;
    qint64 lastHeardAtMs = 0;
    std::vector<RunningJob> running;

    bool operator==(const WorkerRow &) const = default;
};

struct WorkersStatus
{
    qint64 atMs = 0;
    std::vector<WorkerRow> workers;
};

Result<WorkersStatus> workersIn(const QJsonObject &object);

inline QString keyOf(const WorkerRow &worker)
{
    return worker.id;
}
inline QString keyOf(const RunningJob &job)
{
    return job.worker + job.sagaId + job.step + QString::number(job.attempt);
}

} // namespace remirai::ui
