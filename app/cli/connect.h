// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apiclient.h"
#include "app/cli/options.h"

#include <memory>

namespace remirai {

// A client for the server that a command is meant for: --server, else REMIRAI_SERVER, else the one that this
// configuration starts. Its token is REMIRAI_TOKEN; without that, and only for a server on this machine, one of an
// administrator for a few minutes, signed with the secret in the data directory.
Result<std::unique_ptr<ApiClient>> connectAsOperator(const CommonOptions &options);

// Such a token; empty when there is no secret in the data directory (yet) or it is not ours to read.
QByteArray operatorToken(const QString &dataDir);

// Where the server of this configuration answers on this machine.
QString localServerUrl(const Config &config);

// "server.secret" in the data directory.
QString secretFile(const QString &dataDir);

} // namespace remirai
