// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QByteArray>

namespace remirai {

// A secret from the environment variable, else from the file (its first line). Empty when neither is set. The file must
// not be readable or writable by anyone but its owner: InvalidArgument otherwise, naming `field` and the command that
// mends it.
Result<QByteArray> readSecret(const char *environmentVariable, const QString &file, const QString &field);

} // namespace remirai
