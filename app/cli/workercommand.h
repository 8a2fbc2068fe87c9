// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

#include <CLI/CLI.hpp>

namespace remirai {

struct WorkerOptions
{
    std::string connect;
    int slotCount = 10;
    std::vector<std::string> queues; // empty = both
};

// `remirai worker`: a worker host alone, which takes jobs from a server's endpoint.
CLI::App *addWorkerCommand(CLI::App &app, WorkerOptions &options);
int runWorkerCommand(const CommonOptions &common, const WorkerOptions &options);

} // namespace remirai
