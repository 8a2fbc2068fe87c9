// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"

namespace remirai {

struct WorkerRequest
{
    QString endpoint; // tcp:// or ipc://
    int slotCount = 10;
    QStringList queues; // names; empty = all
};

// Takes jobs until SIGTERM or SIGINT, then finishes those that run; the exit code.
int runWorker(const LoadedConfig &loaded, const WorkerRequest &request);

} // namespace remirai
