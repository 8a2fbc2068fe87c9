// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serve/serve.h"

#include "app/models.h"
#include "app/signalfd.h"
#include "core/telemetry/jsonlog.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QTimer>
#include <cstdio>

namespace remirai {

namespace {

constexpr qint64 kDrainGraceMs = 600'000; // a worker's running calls; a second signal ends it at once
constexpr int kLookEveryMs = 100;

int fail(const Error &error)
{
    std::fprintf(stderr, "remirai: %s\n", qPrintable(error.message));
    return error.code == ErrorCode::InvalidArgument ? 2 : 1;
}

void printWhereItIs(const LoadedConfig &loaded, quint16 port)
{
    const QString base = loaded.config.server.publicUrl;
    std::printf("Re:MirAI is ready.\n"
                "  Web page   %s/\n"
                "  API        %s/api/v1   (its contract: %s/openapi.json)\n"
                "  Listening  port %u\n"
                "  Data       %s\n",
                qPrintable(base), qPrintable(base), qPrintable(base), port, qPrintable(loaded.dataDir));
    if (loaded.config.auth.local)
        std::printf("  Token      curl -s %s/api/v1/auth/local -H 'Content-Type: application/json' "
                    "-d '{\"email\":\"you@example.org\"}'\n",
                    qPrintable(base));
    std::printf("  Operator   remirai token create --user you@example.org --role operator\n");
    std::fflush(stdout);
}

} // namespace

int runServe(const LoadedConfig &loaded, ServeOptions options)
{
    SignalFd::block();
    if (const Status prepared = prepareDataDir(loaded.dataDir); !prepared)
        return fail(prepared.error());
    SystemEnvironment environment;
    const JsonLog log(environment);
    ServerParts parts(loaded, options, environment);
    if (const Status started = parts.start(); !started) {
        parts.stop();
        return fail(started.error());
    }
    printWhereItIs(loaded, parts.port());
    const SignalFd signals([](int) { QCoreApplication::quit(); });
    QCoreApplication::exec();
    parts.stop();
    return 0;
}

int runWorker(const LoadedConfig &loaded, const WorkerOptions &options)
{
    SignalFd::block();
    SystemEnvironment environment;
    const JsonLog log(environment);
    auto models = makeModels(providersOf(loaded), environment);
    if (!models)
        return fail(models.error());
    WorkerHostOptions host;
    host.endpoint = options.endpoint;
    host.slotCount = options.slotCount;
    host.steps = options.steps;
    host.name = QStringLiteral("%1-%2").arg(QHostInfo::localHostName()).arg(QCoreApplication::applicationPid());
    if (!isLocalEndpoint(options.endpoint)) {
        if (const Status prepared = prepareDataDir(loaded.dataDir); !prepared)
            return fail(prepared.error());
        const auto keys = loadOrCreateCurveKeys(resolved(loaded.dataDir, QStringLiteral("worker.key")));
        const auto server = loadPublicKey(resolved(loaded.dataDir, QStringLiteral("server.key.pub")));
        if (!keys)
            return fail(keys.error());
        if (!server)
            return fail({ErrorCode::InvalidArgument,
                         QStringLiteral("%1; copy the server's public key there, and add this worker's key to the "
                                        "server's workers.authorized_keys_file: %2")
                             .arg(server.error().message, QString::fromLatin1(keys->publicKey)),
                         {}});
        host.keys = *keys;
        host.serverKey = *server;
    }
    Pipes pipes;
    WorkerHost worker(std::move(host), pipes, *models->language, *models->image, environment);
    if (const Status started = worker.start(); !started)
        return fail(started.error());
    std::printf("Working for %s with %d slots.\n", qPrintable(options.endpoint), options.slotCount);
    std::fflush(stdout);

    const SignalFd signals([&](int) { worker.beginDrain(); });
    QTimer look; // the host ends by itself when it is drained
    look.callOnTimeout([&] {
        if (worker.isDone())
            QCoreApplication::quit();
    });
    look.start(kLookEveryMs);
    QCoreApplication::exec();
    worker.stop(kDrainGraceMs);
    return 0;
}

} // namespace remirai
