// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

#include <CLI/CLI.hpp>

namespace remirai {

struct ServeOptions
{
    std::string listen;
    std::string database;
    std::string sqsListen;
    bool noWorkers = false;
};

// `remirai serve`: everything in one process, until SIGTERM or SIGINT.
CLI::App *addServeCommand(CLI::App &app, ServeOptions &options);
int runServeCommand(const CommonOptions &common, const ServeOptions &options);

} // namespace remirai
