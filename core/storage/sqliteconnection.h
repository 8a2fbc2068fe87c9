// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

class QSqlDriver;
struct sqlite3;

namespace remirai {

// What Qt's driver does not tell of the connection that it has opened. Each in the connection's own thread.

// Null when the connection is not open. The driver closes it.
sqlite3 *sqliteConnection(const QSqlDriver &driver);
bool isSqliteInTransaction(const QSqlDriver &driver);
// Takes what was written into the database's file, not what its log holds, to the disk.
Status syncSqliteFile(const QSqlDriver &driver);

} // namespace remirai
