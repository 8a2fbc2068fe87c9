// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/connect.h"

#include "server/auth/tokenservice.h"

#include <QDir>
#include <QFileInfo>
#include <QHostAddress>
#include <QUrl>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kOperatorTokenMs = 10 * 60'000;

bool isOnThisMachine(const QString &serverUrl)
{
    const QString host = QUrl(serverUrl).host();
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

} // namespace

QString secretFile(const QString &dataDir)
{
    return QDir(dataDir).filePath(u"server.secret"_s);
}

QString localServerUrl(const Config &config)
{
    auto listen = parseEndpoint(config.server.listen);
    if (!listen)
        return {};
    if (listen->isWildcard())
        listen->host = u"127.0.0.1"_s;
    return u"http://"_s + listen->text();
}

QByteArray operatorToken(const QString &dataDir)
{
    if (!QFileInfo::exists(secretFile(dataDir)))
        return {};
    SystemEnvironment environment;
    const auto secret = Secret::loadOrCreate(secretFile(dataDir), environment);
    if (!secret)
        return {};
    const QString name = qEnvironmentVariable("USER", u"operator"_s) + u"@localhost"_s;
    return TokenService(*secret, environment).issue(environment.newId<UserId>(), Role::Admin, name, kOperatorTokenMs);
}

Result<std::unique_ptr<ApiClient>> connectAsOperator(const CommonOptions &options)
{
    const auto loaded = configFor(options);
    QString url = QString::fromStdString(options.server);
    if (url.isEmpty())
        url = qEnvironmentVariable("REMIRAI_SERVER");
    QByteArray token = qgetenv("REMIRAI_TOKEN");
    // A broken configuration is no reason to refuse when nothing of it is needed.
    if (!loaded && (url.isEmpty() || token.isEmpty()))
        return loaded.error();
    if (url.isEmpty())
        url = localServerUrl(loaded->config);
    const QUrl parsed(url, QUrl::StrictMode);
    if (!parsed.isValid() || parsed.host().isEmpty() || !parsed.scheme().startsWith(u"http"_s))
        return Error{
            ErrorCode::InvalidArgument, u"--server: “%1” is not an address like http://127.0.0.1:8080"_s.arg(url), {}};
    if (token.isEmpty() && isOnThisMachine(url))
        token = operatorToken(loaded->dataDir);
    return std::make_unique<ApiClient>(url, token);
}

} // namespace remirai
