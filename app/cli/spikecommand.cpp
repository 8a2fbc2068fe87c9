// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/spikecommand.h"

#include "app/cli/connect.h"
#include "app/text/output.h"
#include "core/domain/environment.h"
#include "core/domain/units.h"
#include "sim/cli/simulate.h"
#include "sim/live/liverun.h"
#include "sim/report/files.h"

#include <QDir>
#include <QJsonDocument>
#include <QUrl>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kExitThreshold = 99;

std::atomic<bool> g_interrupted = false; // the one thing a signal handler may touch

void drawProgress(const sim::LiveProgress &progress)
{
    const QString queue = progress.queues.known ? u"  depth %1"_s.arg(progress.queues.depth) : QString();
    const QByteArray line =
        sim::progressLine(progress.elapsedSeconds / progress.horizonSeconds,
                          u"%1 journeys  %2 ready  %3 turned away%4  p99 %5 ms"_s.arg(progress.journeys)
                              .arg(progress.ready)
                              .arg(progress.turnedAway)
                              .arg(queue)
                              .arg(progress.latencyP99Ms, 0, 'f', 1))
            .toUtf8();
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
    std::fflush(stderr);
}

Status checkTarget(const QString &target, bool yes)
{
    const QUrl url(target, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        return Error{ErrorCode::InvalidArgument,
                     u"--target: “%1” is not an address like http://127.0.0.1:8080"_s.arg(target),
                     {}};
    if (!sim::isLoopback(target) && !yes)
        return Error{
            ErrorCode::InvalidArgument,
            u"--target: %1 is not this machine. A spike makes users and surveys there, and may bring it down; if "
            "it is yours, say so with --yes"_s.arg(url.host()),
            {}};
    return {};
}

// The operator's token, to watch the queues: REMIRAI_TOKEN, else one of our own for a server on this machine.
QByteArray watchToken(const CommonOptions &common, const QString &target)
{
    const QByteArray given = qgetenv("REMIRAI_TOKEN");
    if (!given.isEmpty() || !sim::isLoopback(target))
        return given;
    const auto loaded = configFor(common);
    return loaded ? operatorToken(loaded->dataDir) : QByteArray();
}

Result<sim::ExperimentResult> play(const CommonOptions &common, const SpikeOptions &options)
{
    const QString target = QString::fromStdString(options.target);
    if (const Status good = checkTarget(target, options.yes); !good)
        return good.error();
    const auto drain = parseDuration(QString::fromStdString(options.drain));
    if (!drain)
        return Error{ErrorCode::InvalidArgument, u"--drain: "_s + drain.error().message, {}};
    QStringList sets;
    for (const std::string &set : options.sets)
        sets << QString::fromStdString(set);
    const auto scenario = sim::loadScenario(QString::fromStdString(options.scenario), sets);
    if (!scenario)
        return scenario.error();
    SystemEnvironment environment;
    sim::LiveOptions live;
    live.target = (target.endsWith(u'/') ? target.chopped(1) : target).toUtf8();
    live.token = watchToken(common, target);
    live.run = QByteArray::number(static_cast<qulonglong>(environment.random64()), 36);
    live.scale = options.scale;
    live.drainNs = drain->count();
    live.connections = options.connections;
    live.cancel = &g_interrupted;
    const bool terminal = isatty(STDERR_FILENO) == 1;
    if (terminal)
        live.onProgress = drawProgress;
    const auto before = std::signal(SIGINT, [](int) { g_interrupted = true; });
    auto result = sim::runLive(*scenario, live);
    std::signal(SIGINT, before);
    if (terminal)
        std::fputs("\r\033[K", stderr);
    return result;
}

} // namespace

CLI::App *addSpikeCommand(CLI::App &app, SpikeOptions &options)
{
    CLI::App *spike = app.add_subcommand("spike", "Play a scenario's spike against a live server, and measure");
    spike->add_option("scenario", options.scenario, "A shipped scenario (see simulate --list) or a JSON file")
        ->required();
    spike->add_option("--target", options.target, "The server's address")->required();
    spike->add_option("--scale", options.scale, "Times the scenario's arrivals (else its live.scale, else 0.01)")
        ->check(CLI::PositiveNumber);
    spike->add_option("--drain", options.drain, "How long to follow what was started (2m)");
    spike->add_option("--connections", options.connections, "At most so many at once (128)")
        ->check(CLI::Range(1, 2'000));
    spike->add_option("--set", options.sets, "Change a value: path=value, like live.duration=30s (may be repeated)")
        ->take_all()
        ->allow_extra_args(false);
    spike->add_option("--out", options.out,
                      "Write run.sqlite, series.csv, summary.json and report.html to this folder");
    spike->add_flag("--yes", options.yes, "The target beyond this machine is mine, and may suffer");
    spike->footer("Example: remirai spike viral-spike --target http://127.0.0.1:8080 --scale 0.02");
    return spike;
}

int runSpikeCommand(const CommonOptions &common, const SpikeOptions &options)
{
    const QString folder = QString::fromStdString(options.out);
    if (!folder.isEmpty() && !QDir().mkpath(folder)) {
        complain(u"cannot make the folder “%1”; name another with --out DIR"_s.arg(folder));
        return kExitFailed;
    }
    const auto result = play(common, options);
    if (!result)
        return failWith(result.error());
    if (common.json)
        printJson(sim::summaryJson(*result));
    else
        printOut(sim::summaryText(*result));
    if (!folder.isEmpty()) {
        if (const Status written = sim::writeFiles(*result, folder); !written)
            return failWith(written.error());
        if (!common.json)
            printOut(u"  report: %1/report.html\n"_s.arg(folder));
    }
    const bool invalid = std::any_of(result->notes.begin(), result->notes.end(),
                                     [](const QString &note) { return note.startsWith(u"INVALID"); });
    if (result->cancelled || invalid)
        return kExitFailed;
    return result->passes() ? kExitGood : kExitThreshold;
}

} // namespace remirai
