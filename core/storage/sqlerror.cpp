// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/sqlerror.h"

#include <QSqlError>
#include <sqlite3.h>

namespace remirai {

namespace {

// Of its primary codes; extended ones have more bits.
ErrorCode codeOfSqlite(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
        return ErrorCode::Unavailable;
    case SQLITE_CONSTRAINT:
        return ErrorCode::Conflict;
    }
    return ErrorCode::Internal;
}

// PostgreSQL's classes: 23 constraint; 08, 40, 53, 57 connection, serialisation, resources, shutdown. A torn session
// has no code at all.
ErrorCode codeOfPostgres(const QSqlError &error)
{
    const QString native = error.nativeErrorCode();
    if (native.startsWith(QLatin1String("23")))
        return ErrorCode::Conflict;
    for (const char *passing : {"08", "40", "53", "57"}) {
        if (native.startsWith(QLatin1String(passing)))
            return ErrorCode::Unavailable;
    }
    const bool torn = error.type() == QSqlError::ConnectionError || native.isEmpty();
    return torn ? ErrorCode::Unavailable : ErrorCode::Internal;
}

Error privateError(ErrorCode code, const QString &text, const QString &what)
{
    Error told{code, what + QStringLiteral(": ") + (text.isEmpty() ? QStringLiteral("connection lost") : text), {}};
    told.isPrivate = true;
    return told;
}

} // namespace

// PostgreSQL's codes have five characters. Qt calls any failed step of SQLite's a connection error, so its code counts.
Error sqlError(const QSqlError &error, const QString &what)
{
    bool isNumber = false;
    const QString native = error.nativeErrorCode();
    const int number = native.toInt(&isNumber);
    const ErrorCode code = isNumber && native.size() < 5 ? codeOfSqlite(number) : codeOfPostgres(error);
    return privateError(code, error.text().trimmed(), what);
}

Error sqliteError(int code, const QString &text, const QString &what)
{
    return privateError(codeOfSqlite(code), text, what);
}

Error wrongCount(size_t values, const QString &sql)
{
    return privateError(ErrorCode::Internal, QStringLiteral("bound %1 values").arg(values), sql.simplified());
}

} // namespace remirai
