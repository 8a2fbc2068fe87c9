// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

#include <CLI/CLI.hpp>

namespace remirai {

struct DemoOptions
{
    std::string timeout = "5m";
    std::string picture; // empty = print its address, or keep it in a temporary file when the server goes
};

// `remirai demo`: from a survey to a ready persona and a word with it, each step printed. Against --server (or
// REMIRAI_SERVER), else against a server of its own.
CLI::App *addDemoCommand(CLI::App &app, DemoOptions &options);
int runDemoCommand(const CommonOptions &common, const DemoOptions &options);

} // namespace remirai
