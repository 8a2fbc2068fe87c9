// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/operationcommand.h"

#include <CLI/CLI.hpp>

namespace remirai {

struct QueueOptions
{
    std::string action; // "list", "show", …
    std::string name;
    std::string cursor;
    std::string state; // of messages
    OperationFlags operation;
    bool yes = false; // destroy without asking
    int limit = 20;
};

// `remirai queue …`: looks at queues and acts on them through a server's operator API.
CLI::App *addQueueCommand(CLI::App &app, QueueOptions &options);
int runQueueCommand(const CommonOptions &common, const QueueOptions &options);

} // namespace remirai
