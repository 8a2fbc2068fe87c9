// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/work.h"

#include "app/models.h"
#include "app/signalfd.h"
#include "app/text/output.h"
#include "core/telemetry/jsonlog.h"
#include "core/work/workerhost.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QTimer>
#include <csignal>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDrainGraceMs = 600'000; // for running calls; a second signal ends the process at once
constexpr int kLookEveryMs = 100;

std::vector<StepName> stepsOf(const Config &config, const QStringList &queues)
{
    std::vector<StepName> steps;
    if (queues.isEmpty() || queues.contains(config.queue.synthesisName))
        steps.push_back(StepName::Synthesis);
    if (queues.isEmpty() || queues.contains(config.queue.illustrationName))
        steps.push_back(StepName::Illustration);
    return steps;
}

// Beyond this machine a worker shows its key and pins the server's.
Status addKeys(const LoadedConfig &loaded, WorkerHostOptions &options)
{
    if (isLocalEndpoint(options.endpoint))
        return {};
    if (Status prepared = prepareDataDir(loaded.dataDir); !prepared)
        return prepared;
    const auto keys = loadOrCreateCurveKeys(resolved(loaded.dataDir, u"worker.key"_s));
    if (!keys)
        return keys.error();
    const auto server = loadPublicKey(resolved(loaded.dataDir, u"server.key.pub"_s));
    if (!server)
        return Error{
            ErrorCode::InvalidArgument,
            u"%1; copy the server's public key there, and add this worker's to the server's "
            "workers.authorized_keys_file: %2"_s.arg(server.error().message, QString::fromLatin1(keys->publicKey)),
            {}};
    options.keys = *keys;
    options.serverKey = *server;
    return {};
}

} // namespace

int runWorker(const LoadedConfig &loaded, const WorkerRequest &request)
{
    SystemEnvironment environment;
    const JsonLog log(environment);
    auto models = makeModels(providersOf(loaded), environment);
    if (!models)
        return failWith(models.error());
    WorkerHostOptions options;
    options.endpoint = request.endpoint;
    options.slotCount = request.slotCount;
    options.steps = stepsOf(loaded.config, request.queues);
    options.name = u"%1-%2"_s.arg(QHostInfo::localHostName()).arg(QCoreApplication::applicationPid());
    if (const Status keyed = addKeys(loaded, options); !keyed)
        return failWith(keyed.error());
    Pipes pipes;
    WorkerHost worker(std::move(options), pipes, *models->language, *models->image, environment);
    if (const Status started = worker.start(); !started)
        return failWith(started.error());
    printOut(u"Working for %1 with %2 slots.\n"_s.arg(request.endpoint).arg(request.slotCount));

    const SignalFd signalFd([&](int signal) {
        if (signal != SIGHUP)
            worker.beginDrain();
    });
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
