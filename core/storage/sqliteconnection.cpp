// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/sqliteconnection.h"

#include "core/storage/sqlerror.h"

#include <QSqlDriver>
#include <QVariant>
#include <sqlite3.h>

namespace remirai {

namespace {

Error notOpen()
{
    return sqliteError(SQLITE_BUSY, QStringLiteral("the connection is not open"), QStringLiteral("a checkpoint"));
}

} // namespace

sqlite3 *sqliteConnection(const QSqlDriver &driver)
{
    const QVariant handle = driver.handle();
    return qstrcmp(handle.typeName(), "sqlite3*") == 0 ? *static_cast<sqlite3 *const *>(handle.constData()) : nullptr;
}

bool isSqliteInTransaction(const QSqlDriver &driver)
{
    sqlite3 *connection = sqliteConnection(driver);
    return connection && sqlite3_get_autocommit(connection) == 0;
}

Status checkpointSqlite(const QSqlDriver &driver)
{
    sqlite3 *connection = sqliteConnection(driver);
    if (!connection)
        return notOpen();
    if (sqlite3_wal_checkpoint_v2(connection, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) == SQLITE_OK)
        return {};
    const int code = sqlite3_extended_errcode(connection);
    Error error = sqliteError(code, QString::fromUtf8(sqlite3_errmsg(connection)), QStringLiteral("copying the log"));
    if (code != SQLITE_IOERR_FSYNC && code != SQLITE_IOERR_DIR_FSYNC)
        error.code = ErrorCode::Unavailable;
    return error;
}

Status syncSqliteFile(const QSqlDriver &driver)
{
    sqlite3 *connection = sqliteConnection(driver);
    if (!connection)
        return notOpen();
    sqlite3_file *file = nullptr;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void *>(&file));
    if (code == SQLITE_OK && file->pMethods)
        code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    if (code == SQLITE_OK)
        return {};
    return sqliteError(code, QString::fromUtf8(sqlite3_errstr(code)), QStringLiteral("syncing the database's file"));
}

} // namespace remirai
