// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/saga.h"

#include <QString>
#include <map>
#include <vector>

namespace remirai {

// What the dispatcher knows about its workers at one moment. A value, published a few times a second.
struct RunningStep
{
    SagaId sagaId;
    StepName step = StepName::Synthesis;
    int attempt = 1;
    qint64 sinceMs = 0; // wall clock
    qint64 leaseEndsAtMs = 0;
};

struct WorkerView
{
    QString id; // "host-pid-xxxx", chosen by the worker
    QString version;
    int slotCount = 0;
    bool draining = false;
    qint64 connectedAtMs = 0;
    qint64 lastHeardMs = 0;
    std::vector<RunningStep> running;
};

// The autoscaler's state for one step's queue.
struct ScaleView
{
    int slotCount = 0; // how many may run at once now
    int running = 0;
    double serviceTimeMs = 0; // moving average; 0 = nothing finished yet
};

struct WorkersView
{
    qint64 atMs = 0;
    std::vector<WorkerView> workers;
    std::map<StepName, ScaleView> steps;

    int capacity() const // slots of workers that take jobs
    {
        int total = 0;
        for (const WorkerView &worker : workers)
            total += worker.draining ? 0 : worker.slotCount;
        return total;
    }
};

} // namespace remirai
