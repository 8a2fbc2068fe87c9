// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

#include <CLI/CLI.hpp>

namespace remirai {

// `remirai doctor`: says what is wrong and how to mend it; 1 when something would keep a server from working.
CLI::App *addDoctorCommand(CLI::App &app);
int runDoctorCommand(const CommonOptions &common);

} // namespace remirai
