// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tokencommand.h"

#include "app/cli/connect.h"
#include "app/text/output.h"
#include "core/domain/clock.h"
#include "core/domain/units.h"
#include "core/services/accounts.h"
#include "core/services/writer.h"
#include "core/storage/migrations.h"
#include "server/auth/tokenservice.h"

#include <QJsonObject>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

struct Issued
{
    User user;
    QByteArray token;
    qint64 expiresAtMs = 0;
};

Result<qint64> lifetimeMs(const TokenOptions &options, const Config &config)
{
    if (options.ttl.empty())
        return config.auth.tokenTtlMs;
    const auto ms = parseDurationMs(QString::fromStdString(options.ttl));
    if (!ms)
        return Error{ms.error().code, u"--ttl: "_s + ms.error().message, {}};
    if (*ms < 1'000)
        return Error{ErrorCode::InvalidArgument, u"--ttl: a token lives for at least a second, like “24h”"_s, {}};
    return ms;
}

Result<User> accountOf(const DatabaseUrl &url, const QString &email, Environment &environment)
{
    {
        const auto database = Database::open(url, Access::ReadWrite);
        if (!database)
            return database.error();
        if (const auto migrated = migrate(**database, environment.nowMs()); !migrated)
            return migrated.error();
    }
    Writer writer({url, 10, 10, {}}, environment);
    if (const Status started = writer.start(); !started)
        return started.error();
    auto user = writer.call([&email](Transaction &tx) { return signIn(tx, email, {}); });
    writer.stop();
    return user;
}

Result<Issued> issue(const LoadedConfig &loaded, const TokenOptions &options)
{
    SystemEnvironment environment;
    const auto role = roleFrom(QString::fromStdString(options.role));
    const auto ttlMs = lifetimeMs(options, loaded.config);
    if (!ttlMs)
        return ttlMs.error();
    if (const Status prepared = prepareDataDir(loaded.dataDir); !prepared)
        return prepared.error();
    const auto secret = Secret::loadOrCreate(secretFile(loaded.dataDir), environment);
    if (!secret)
        return secret.error();
    const auto url = parseDatabaseUrl(loaded.config.database.url, loaded.dataDir);
    if (!url)
        return url.error();
    const auto user = accountOf(*url, QString::fromStdString(options.user), environment);
    if (!user)
        return user.error();
    const TokenService tokens(*secret, environment);
    return Issued{*user, tokens.issue(user->id, *role, user->email, *ttlMs), environment.nowMs() + *ttlMs};
}

} // namespace

CLI::App *addTokenCommand(CLI::App &app, TokenOptions &options)
{
    CLI::App *token = app.add_subcommand("token", "Make bearer tokens");
    token->require_subcommand(1);
    CLI::App *create = token->add_subcommand("create", "Print a token for a user, who is made when there is none");
    create->add_option("--user", options.user, "The user's e-mail address")->required();
    create->add_option("--role", options.role, "What the token allows")
        ->check(CLI::IsMember({"owner", "viewer", "operator", "admin"}))
        ->capture_default_str();
    create->add_option("--ttl", options.ttl, "How long it is valid, like 24h (auth.token_ttl when not given)");
    create->add_option("--database", options.database, "Instead of database.url");
    create->footer("Example: export REMIRAI_TOKEN=$(remirai token create --user me@example.org --role operator)");
    return token;
}

int runTokenCommand(const CommonOptions &common, const TokenOptions &options)
{
    std::vector<std::pair<QString, QString>> flags;
    if (!options.database.empty())
        flags.emplace_back(u"database.url"_s, QString::fromStdString(options.database));
    const auto loaded = configFor(common, flags);
    if (!loaded)
        return failWith(loaded.error());
    const auto issued = issue(*loaded, options);
    if (!issued)
        return failWith(issued.error());
    if (!common.json) {
        printOut(QString::fromLatin1(issued->token) + u'\n');
        return kExitGood;
    }
    printJson(QJsonObject{{u"user_id"_s, issued->user.id.toString()},
                          {u"email"_s, issued->user.email},
                          {u"role"_s, QString::fromStdString(options.role)},
                          {u"expires_at"_s, rfc3339(issued->expiresAtMs)},
                          {u"token"_s, QString::fromLatin1(issued->token)}});
    return kExitGood;
}

} // namespace remirai
