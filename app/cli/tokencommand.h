// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

#include <CLI/CLI.hpp>

namespace remirai {

struct TokenOptions
{
    std::string user;
    std::string role = "owner";
    std::string ttl; // empty = auth.token_ttl
    std::string database;
};

// `remirai token create`: a bearer token for the account with this address, made when there is none. Works on the
// database itself, beside a running server or without one.
CLI::App *addTokenCommand(CLI::App &app, TokenOptions &options);
int runTokenCommand(const CommonOptions &common, const TokenOptions &options);

} // namespace remirai
