// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/operationcommand.h"

#include <CLI/CLI.hpp>

namespace remirai {

struct SagaOptions
{
    std::string action; // "list", "show", "retry", "failures"
    std::string id;
    std::string state;
    std::string step;
    std::string email;
    std::string window = "24h";
    std::string cursor;
    OperationFlags operation;
    int limit = 20;
};

// `remirai saga …`: looks at sagas and retries failed ones through a server's operator API.
CLI::App *addSagaCommand(CLI::App &app, SagaOptions &options);
int runSagaCommand(const CommonOptions &common, const SagaOptions &options);

} // namespace remirai
