// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/database.h"

namespace remirai {

struct MigrationReport
{
    int from = 0; // 0 = a new database
    int to = 0;
};

// The version this program brings a database to.
int latestSchemaVersion();

// Brings the schema to this program's version, one transaction per numbered file (resources/migrations). Forward only:
// a database newer than the program is refused with Conflict and left untouched. Safe to run from several programs at
// once. Tests stop at `upTo`, to see what the next file makes of the rows of its day.
Result<MigrationReport> migrate(Database &database, qint64 nowMs, int upTo = latestSchemaVersion());

// The version a database is at; an error when it has no tables yet.
Result<int> schemaVersion(Database &database);

} // namespace remirai
