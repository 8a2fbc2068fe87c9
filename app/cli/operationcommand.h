// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apiclient.h"
#include "app/cli/options.h"

#include <CLI/CLI.hpp>

namespace remirai {

// What narrows an operation and how carefully it goes, as flags of the commands that start one.
struct OperationFlags
{
    std::string text;
    std::string errorSignature;
    bool dryRun = false;
    int canary = 0;
    double rate = 0;
    double stopRatio = -1; // below 0: none
    std::string reason;

    bool areGiven() const
    {
        return !text.empty() || !errorSignature.empty() || dryRun || canary > 0 || rate > 0 || stopRatio >= 0;
    }
};
enum class Redeath { Possible, Impossible }; // whether what it touches runs again
void addOperationFlags(CLI::App &command, OperationFlags &flags, Redeath redeath);

// The call that starts it, or looks what it would do; `filter` holds what the command itself knows.
ApiCall operationCall(const QString &kind, QJsonObject filter, const OperationFlags &flags);
// Its answer for a person.
QString operationText(const QJsonObject &reply);

struct OperationOptions
{
    std::string action; // "list", "show", "cancel"
    std::string id;
    std::string state;
    std::string cursor;
    std::string reason;
    int limit = 20;
};

// `remirai operation …`: the audit log, and what runs.
CLI::App *addOperationCommand(CLI::App &app, OperationOptions &options);
int runOperationCommand(const CommonOptions &common, const OperationOptions &options);

} // namespace remirai
