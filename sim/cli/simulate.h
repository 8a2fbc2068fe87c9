// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <QString>
#include <string>
#include <vector>

namespace remirai::sim {

struct SimulateOptions
{
    std::string scenario;
    std::string out;
    int replications = 0; // 0 = as the scenario says
    std::string seed; // empty = as the scenario says
    int threads = 0; // 0 = all
    std::vector<std::string> sets;
    std::vector<std::string> compare; // two scenarios
    bool json = false;
    bool verify = false;
    bool list = false;
    bool preview = false; // the instant tier only
};

// Registers `simulate` and its options under `app`; `options` must outlive the parsing.
CLI::App *addSimulateCommand(CLI::App &app, SimulateOptions &options);

// Runs it. Results go to stdout, errors and (on a terminal) progress to stderr. An interrupt (SIGINT) cancels the run
// and keeps what is finished. Returns the exit code: 0 good, 1 failed, 2 bad input, 99 a threshold was crossed.
int runSimulateCommand(const SimulateOptions &options);

// One line with a bar, drawn over the line before; for a terminal.
QString progressLine(double share, const QString &what);

} // namespace remirai::sim
