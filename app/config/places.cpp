// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/loadconfig.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

QHostAddress addressOf(const QString &host)
{
    return host == u"localhost" ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
}

} // namespace

QString defaultDataDir()
{
    // Relative values are invalid by the XDG base directory specification.
    const QString data = qEnvironmentVariable("XDG_DATA_HOME");
    const QString base = QDir::isAbsolutePath(data) ? data : QDir::home().filePath(u".local/share"_s);
    return QDir(base).filePath(u"remirai"_s);
}

Status prepareDataDir(const QString &dataDir)
{
    const QByteArray path = QFile::encodeName(dataDir);
    const QString parent = QFileInfo(dataDir).absolutePath();
    if (!QDir().mkpath(parent) || (::mkdir(path.constData(), S_IRWXU) != 0 && errno != EEXIST))
        return Error{ErrorCode::Unavailable,
                     u"cannot make the data directory %1: %2; choose another with --data-dir"_s.arg(
                         dataDir, QString::fromLocal8Bit(std::strerror(errno))),
                     {}};
    struct stat info
    { };
    if (::stat(path.constData(), &info) != 0 || !S_ISDIR(info.st_mode))
        return Error{ErrorCode::Unavailable, u"%1 is not a folder; choose another with --data-dir"_s.arg(dataDir), {}};
    if ((info.st_mode & kOthers) != 0)
        return Error{
            ErrorCode::Forbidden, u"others can look into the data directory; run: chmod 700 '%1'"_s.arg(dataDir), {}};
    return {};
}

QString resolved(const QString &dataDir, const QString &file)
{
    return file.isEmpty() ? QString() : QDir::cleanPath(QDir(dataDir).absoluteFilePath(file));
}

bool Endpoint::isLoopback() const
{
    return addressOf(host).isLoopback();
}

bool Endpoint::isWildcard() const
{
    const QHostAddress address = addressOf(host);
    return address == QHostAddress(QHostAddress::AnyIPv4) || address == QHostAddress(QHostAddress::AnyIPv6);
}

QString Endpoint::text() const
{
    return (host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host).arg(port);
}

Result<Endpoint> parseEndpoint(const QString &text)
{
    static const QRegularExpression kForm(u"^(?:\\[([0-9A-Fa-f:.]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})$"_s);
    const auto match = kForm.match(text);
    Endpoint endpoint;
    endpoint.host = match.captured(1) + match.captured(2);
    const uint port = match.captured(3).toUInt();
    if (!match.hasMatch() || addressOf(endpoint.host).isNull() || port > 65'535)
        return Error{ErrorCode::InvalidArgument,
                     u"“%1” is not ADDRESS:PORT, like 127.0.0.1:8080, localhost:8080 or [::1]:8080"_s.arg(text),
                     {}};
    endpoint.port = static_cast<quint16>(port);
    return endpoint;
}

} // namespace remirai
