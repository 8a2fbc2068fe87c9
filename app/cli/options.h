// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"

#include <string>

namespace remirai {

// What every command understands.
struct CommonOptions
{
    std::string server; // of the commands that talk to one
    std::string config;
    std::string dataDir;
    bool json = false;
};

// The configuration as this command sees it, in this working directory; flags in the order of precedence. What a `.env`
// file adds is put into the process's environment, where secrets are looked for: call it before any thread exists.
Result<LoadedConfig> configFor(const CommonOptions &options, std::vector<std::pair<QString, QString>> flags = {});

} // namespace remirai
