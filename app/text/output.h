// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QJsonValue>
#include <QString>

namespace remirai {

inline constexpr int kExitGood = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitWrongUse = 2;

// The one place where errors become exit codes: 2 when the caller gave something wrong, else 1.
int exitCode(const Error &error);

// Results go to stdout, diagnostics to stderr; both at once, so that a reader at the other end of a pipe sees them.
void printOut(const QString &text); // as it is
void printJson(const QJsonValue &value); // indented, with a line break
void complain(const QString &text); // "remirai: …", with a line break
// complain() with what the error says; its exit code.
int failWith(const Error &error);

} // namespace remirai
