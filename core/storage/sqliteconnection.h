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
// Copies what the log holds into the database's file, as far as readers allow. Unavailable: not now, and nothing is
// lost. Any other error: a sync has failed, and the system may have forgotten pages that SQLite takes for copied.
Status checkpointSqlite(const QSqlDriver &driver);
// Takes the database's file, not its log, to the disk; any error as above.
Status syncSqliteFile(const QSqlDriver &driver);

} // namespace remirai
