// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/servecommand.h"

#include "app/server.h"
#include "app/signalfd.h"
#include "app/text/output.h"
#include "core/telemetry/jsonlog.h"

#include <QCoreApplication>
#include <csignal>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QString greeting(const LoadedConfig &loaded, const Server &server)
{
    const QString url = server.publicUrl();
    QString text = u"Re:MirAI %1 is running.\n"_s.arg(QStringLiteral(REMIRAI_VERSION));
    text += u"  web page   %1/me\n"_s.arg(url);
    text += u"  API        %1/api/v1   (contract: %1/openapi.json)\n"_s.arg(url);
    text += u"  SQS        %1\n"_s.arg(server.sqsAddress());
    text += u"  data       %1\n"_s.arg(loaded.dataDir);
    if (!server.isFirstRun())
        return text;
    text += u"\nThis is the first start here. A token for the API, and one for the operator API:\n"_s;
    text += u"  remirai token create --user you@example.org\n"_s;
    text += u"  remirai token create --user you@example.org --role operator\n"_s;
    text += u"Try the whole journey: remirai demo --server %1\n"_s.arg(url);
    return text;
}

std::vector<std::pair<QString, QString>> flagsOf(const ServeOptions &options)
{
    std::vector<std::pair<QString, QString>> flags;
    if (!options.listen.empty())
        flags.emplace_back(u"server.listen"_s, QString::fromStdString(options.listen));
    if (!options.database.empty())
        flags.emplace_back(u"database.url"_s, QString::fromStdString(options.database));
    if (!options.sqsListen.empty())
        flags.emplace_back(u"sqs.listen"_s, QString::fromStdString(options.sqsListen));
    return flags;
}

} // namespace

CLI::App *addServeCommand(CLI::App &app, ServeOptions &options)
{
    CLI::App *serve = app.add_subcommand("serve", "Run the server: HTTP, queue, sagas and embedded workers");
    serve->add_option("--listen", options.listen, "HOST:PORT of HTTP, instead of server.listen");
    serve->add_option("--database", options.database, "sqlite:FILE or postgresql://user@host/name");
    serve->add_flag("--no-workers", options.noWorkers, "Run no embedded workers; remote ones do the work");
    serve->add_option("--sqs-listen", options.sqsListen, "HOST:PORT of the SQS endpoint, instead of sqs.listen");
    serve->footer("Example: remirai serve --data-dir ./data --listen 127.0.0.1:8080");
    return serve;
}

int runServeCommand(const CommonOptions &common, const ServeOptions &options)
{
    SignalFd::block();
    const auto loaded = configFor(common, flagsOf(options));
    if (!loaded)
        return failWith(loaded.error());
    SystemEnvironment environment;
    const JsonLog log(environment);
    Server server(*loaded, options.noWorkers ? EmbeddedWorkers::No : EmbeddedWorkers::Yes);
    if (const Status started = server.start(); !started)
        return failWith(started.error());
    printOut(greeting(*loaded, server));
    const SignalFd signalFd([](int signal) {
        if (signal != SIGHUP) // the terminal went; a server stays
            QCoreApplication::quit();
    });
    const int code = QCoreApplication::exec();
    server.stop();
    return code;
}

} // namespace remirai
