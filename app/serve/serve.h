// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"
#include "app/serve/serverparts.h"

namespace remirai {

// `remirai serve`: runs a server until SIGTERM or SIGINT, then stops it in order; the exit code. No thread exists yet.
int runServe(const LoadedConfig &loaded, ServeOptions options);

struct WorkerOptions
{
    QString endpoint;
    int slotCount = 10;
    std::vector<StepName> steps;
};

// `remirai worker`: a worker host alone, until SIGTERM or SIGINT; then it takes no new work, finishes what runs, and
// ends.
int runWorker(const LoadedConfig &loaded, const WorkerOptions &options);

} // namespace remirai
