// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

class QSqlError;

namespace remirai {

// What a database said, as an Error that is private: Unavailable when it cannot be reached, is busy or full, Conflict
// when a constraint refuses, else Internal. `what` is what was tried.
Error sqlError(const QSqlError &error, const QString &what);
Error sqliteError(int code, const QString &text, const QString &what);
// A caller's slip: so many values are not what the statement has places for.
Error wrongCount(size_t values, const QString &sql);

} // namespace remirai
