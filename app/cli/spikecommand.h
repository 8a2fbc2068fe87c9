// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace remirai {

struct SpikeOptions
{
    std::string scenario;
    std::string target;
    double scale = 0; // 0 = the scenario's
    std::string drain = "2m";
    std::string out;
    std::vector<std::string> sets;
    int connections = 128;
    bool yes = false;
};

// `remirai spike SCENARIO --target URL`: plays the scenario's spike against a live server and lays the prediction
// beside what was measured. Exit code 99 when a threshold was crossed. A target beyond this machine needs --yes.
CLI::App *addSpikeCommand(CLI::App &app, SpikeOptions &options);
int runSpikeCommand(const CommonOptions &common, const SpikeOptions &options);

} // namespace remirai
