// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/workercommand.h"

#include "app/signalfd.h"
#include "app/text/output.h"
#include "app/work.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// The names of our queues; a worker knows no others.
Status checkQueues(const Config &config, const QStringList &names)
{
    const QStringList known{config.queue.synthesisName, config.queue.illustrationName};
    for (const QString &name : names) {
        if (known.contains(name))
            continue;
        const QString near = nearest(name, known);
        return Error{
            ErrorCode::InvalidArgument,
            u"--queue: there is no queue “%1”; %2"_s.arg(
                name, near.isEmpty() ? u"choose from "_s + known.join(u", "_s) : u"did you mean “%1”?"_s.arg(near)),
            {}};
    }
    return {};
}

} // namespace

CLI::App *addWorkerCommand(CLI::App &app, WorkerOptions &options)
{
    CLI::App *worker = app.add_subcommand("worker", "Run a worker that takes jobs from a server");
    worker->add_option("--connect", options.connect, "The server's workers.endpoint")->required();
    worker->add_option("--slots", options.slotCount, "How many steps run at once")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    worker->add_option("--queue", options.queues, "Only steps of this queue (may be repeated)")
        ->take_all()
        ->allow_extra_args(false);
    worker->footer("Example: remirai worker --connect tcp://127.0.0.1:5570 --slots 20");
    return worker;
}

int runWorkerCommand(const CommonOptions &common, const WorkerOptions &options)
{
    SignalFd::block();
    const QString endpoint = QString::fromStdString(options.connect);
    if (!endpoint.startsWith(u"tcp://"_s) && !endpoint.startsWith(u"ipc://"_s))
        return failWith(
            {ErrorCode::InvalidArgument,
             u"--connect: “%1” is no endpoint; write tcp://127.0.0.1:5570 or ipc:///run/remirai/workers"_s.arg(
                 endpoint),
             {}});
    const auto loaded = configFor(common);
    if (!loaded)
        return failWith(loaded.error());
    QStringList queues;
    for (const std::string &name : options.queues)
        queues << QString::fromStdString(name);
    if (const Status known = checkQueues(loaded->config, queues); !known)
        return failWith(known.error());
    return runWorker(*loaded, {endpoint, options.slotCount, queues});
}

} // namespace remirai
