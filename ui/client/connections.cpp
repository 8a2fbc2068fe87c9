// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/connections.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxFile = 1 << 20;
constexpr QFile::Permissions kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions kOthers =
    QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

} // namespace

Result<std::vector<Connection>> ConnectionStore::load() const
{
    QFile file(m_file);
    if (!file.exists())
        return std::vector<Connection>();
    if ((file.permissions() & kOthers) != 0)
        return Error{ErrorCode::Forbidden, u"others can read the tokens in %1; run: chmod 600 '%1'"_s.arg(m_file), {}};
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Unavailable, u"cannot read %1: %2"_s.arg(m_file, file.errorString()), {}};
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.read(kMaxFile), &error);
    if (!document.isObject())
        return Error{ErrorCode::InvalidArgument,
                     u"%1 is not what we wrote (%2); mend or remove it"_s.arg(m_file, error.errorString()),
                     {}};
    std::vector<Connection> connections;
    for (const QJsonValue &value : document.object().value(u"connections"_s).toArray()) {
        const QJsonObject object = value.toObject();
        const auto url = serverUrl(object.value(u"url"_s).toString());
        if (url)
            connections.push_back(
                {object.value(u"name"_s).toString(), *url, object.value(u"token"_s).toString().toLatin1()});
    }
    return connections;
}

Status ConnectionStore::save(const std::vector<Connection> &connections) const
{
    QJsonArray array;
    for (const Connection &connection : connections)
        array.append(QJsonObject{{u"name"_s, connection.name},
                                 {u"url"_s, connection.url.toString()},
                                 {u"token"_s, QString::fromLatin1(connection.token)}});
    const QJsonObject object{{u"version"_s, 1}, {u"connections"_s, array}};
    if (!QDir().mkpath(QFileInfo(m_file).absolutePath()))
        return Error{ErrorCode::Unavailable, u"cannot make the folder of %1"_s.arg(m_file), {}};
    QSaveFile file(m_file);
    const bool written = file.open(QIODevice::WriteOnly) && file.setPermissions(kOwnerOnly)
        && file.write(QJsonDocument(object).toJson()) > 0 && file.commit();
    if (!written)
        return Error{ErrorCode::Unavailable, u"cannot write %1: %2"_s.arg(m_file, file.errorString()), {}};
    return {};
}

Result<QUrl> serverUrl(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool usable = url.isValid() && (url.scheme() == u"http" || url.scheme() == u"https") && !url.host().isEmpty();
    if (!usable)
        return Error{ErrorCode::InvalidArgument,
                     u"“%1” is not an address like http://127.0.0.1:8080"_s.arg(text.left(80)), u"url"_s};
    if (!url.userInfo().isEmpty())
        return Error{ErrorCode::InvalidArgument, u"leave the name and password out of the address"_s, u"url"_s};
    return url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash);
}

Role claimedRole(const QByteArray &token)
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3)
        return Role::Owner;
    const QByteArray claims = QByteArray::fromBase64(parts.at(1), QByteArray::Base64UrlEncoding);
    return roleFrom(QJsonDocument::fromJson(claims).object().value(u"role"_s).toString()).value_or(Role::Owner);
}

} // namespace remirai::ui
