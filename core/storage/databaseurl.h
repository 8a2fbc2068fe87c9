// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QString>

namespace remirai {

enum class Backend { Sqlite, Postgres };

// Where the rows are. A value: each thread opens its own connection from it.
struct DatabaseUrl
{
    Backend backend = Backend::Sqlite;
    QString path; // SQLite: the file
    QString host; // PostgreSQL: host name or the directory of a Unix socket
    int port = 5432;
    QString user;
    QString password;
    QString name;

    // For people and logs: never with the password.
    QString display() const;
};

// "sqlite:FILE" (relative to dataDir) or "postgresql://[user[:password]@][host[:port]]/name[?host=/socket/directory]".
// Without a password in the URL, PostgreSQL's own means apply (PGPASSWORD, ~/.pgpass).
Result<DatabaseUrl> parseDatabaseUrl(const QString &text, const QString &dataDir);

} // namespace remirai
