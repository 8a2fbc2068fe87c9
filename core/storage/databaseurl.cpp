// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/databaseurl.h"

#include <QDir>
#include <QUrl>
#include <QUrlQuery>

namespace remirai {

namespace {

Error badUrl(const QString &why)
{
    return {ErrorCode::InvalidArgument, why + QStringLiteral("; use “sqlite:FILE” or “postgresql://user@host/name”"),
            QStringLiteral("database.url")};
}

} // namespace

QString DatabaseUrl::display() const
{
    if (backend == Backend::Sqlite)
        return QStringLiteral("sqlite:") + path;
    return QStringLiteral("postgresql://%1@%2:%3/%4").arg(user, host).arg(port).arg(name);
}

Result<DatabaseUrl> parseDatabaseUrl(const QString &text, const QString &dataDir)
{
    if (text.startsWith(QLatin1String("sqlite:"))) {
        const QString file = text.mid(7);
        if (file.isEmpty())
            return badUrl(QStringLiteral("the SQLite file is missing"));
        DatabaseUrl url;
        url.path = QDir(dataDir).absoluteFilePath(file);
        return url;
    }
    const QUrl parsed(text, QUrl::StrictMode);
    if (!parsed.isValid()
        || (parsed.scheme() != QLatin1String("postgresql") && parsed.scheme() != QLatin1String("postgres")))
        return badUrl(QStringLiteral("unknown kind of database"));
    DatabaseUrl url;
    url.backend = Backend::Postgres;
    url.host = QUrlQuery(parsed).queryItemValue(QStringLiteral("host"), QUrl::FullyDecoded);
    if (url.host.isEmpty())
        url.host = parsed.host();
    url.port = parsed.port(5432);
    url.user = parsed.userName(QUrl::FullyDecoded);
    url.password = parsed.password(QUrl::FullyDecoded);
    url.name = parsed.path(QUrl::FullyDecoded).mid(1);
    if (url.name.isEmpty())
        return badUrl(QStringLiteral("the database's name is missing"));
    return url;
}

} // namespace remirai
