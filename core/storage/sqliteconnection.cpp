// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/sqliteconnection.h"

#include "core/storage/sqlerror.h"

#include <QSqlDriver>
#include <QVariant>
#include <sqlite3.h>

namespace remirai {

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

Status syncSqliteFile(const QSqlDriver &driver)
{
    const QString what = QStringLiteral("syncing the database's file");
    sqlite3 *connection = sqliteConnection(driver);
    if (!connection)
        return sqliteError(SQLITE_BUSY, QStringLiteral("the connection is not open"), what);
    sqlite3_file *file = nullptr;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void *>(&file));
    if (code == SQLITE_OK && file->pMethods)
        code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK)
        return sqliteError(code, QString::fromUtf8(sqlite3_errstr(code)), what);
    return {};
}

} // namespace remirai
