// SPDX-License-Identifier: GPL-3.0-or-later
// The simulator's figures. Times are CPU seconds of this process, the best of several: other programs disturb wall
// clocks. With the path of mmc_simpy.py as argument, SimPy runs the same M/M/10 in the same run, for the ratio.
#include "sim/engine/replication.h"
#include "sim/preview/preview.h"
#include "sim/run/experiment.h"
#include "sim/scenario/scenario.h"
#include "sim/verify/brute.h"
#include "sim/verify/mmc.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace remirai::sim;

namespace {

double cpuSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double best(int runs, const std::function<void()> &work)
{
    double least = 1e300;
    for (int i = 0; i < runs; ++i) {
        const double from = cpuSeconds();
        work();
        least = std::min(least, cpuSeconds() - from);
    }
    return least;
}

double peakMiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

void row(const char *what, double value, const char *unit, const char *target)
{
    std::printf("%-66s %12.4g %-12s %s\n", what, value, unit, target);
    std::fflush(stdout);
}

Scenario read(const QByteArray &json)
{
    const auto scenario = readScenario(json, QStringLiteral("bench"), {});
    if (!scenario)
        qFatal("%s", qPrintable(scenario.error().message));
    return *scenario;
}

// One 30 s call, 5 % failures, three receives, 10 to 100 slots: the reference's load.
Scenario reference(const QByteArray &arrivals)
{
    return read(R"({"version": 1, "name": "bench", "horizon": "28d", "cell": "60s", "arrivals": )" + arrivals
                + R"(, "queue": {"maxReceive": 3, "retention": "52w"},
                   "workers": {"min": 10, "max": 100, "decideEvery": "60s"},
                   "steps": {"synthesis": {"latency": {"dist": "lognormal", "mean": "30s", "cv": 0.5}, "failure": 0.05}}})");
}

void fourWeeks()
{
    const Model small = reference(R"({"rate": "1000/s"})").variants.front().model;
    Replication(small, 0).run();
    const double before = peakMiB();
    const Model flat = reference(R"({"rate": "10000/s"})").variants.front().model;
    Outcome outcome;
    const double flatSeconds = best(3, [&] { outcome = Replication(flat, 0).run(); });
    row("28 days at a flat 10,000/s (24.2 billion arrivals), one core", flatSeconds, "s", "<= 1.5");
    row("  arrivals simulated", static_cast<double>(outcome.count(Count::Submitted)) / flatSeconds, "1/s", "");
    row("  peak memory above a run at 1,000/s", peakMiB() - before, "MiB", "flat");
    const Model growth = reference(R"({"users": {"from": 1000, "to": 100000}, "diurnal": {"amplitude": 0.8},
        "spikes": [{"at": "20d14h", "duration": "60s", "rate": "10000/s"}]})")
                             .variants.front()
                             .model;
    row("growth 1K to 100K with a spike of 60 s at 10,000/s, one core", best(3, [&] { Replication(growth, 0).run(); }),
        "s", "<= 0.4");
}

void shipped(bool quick)
{
    const auto scenario = loadScenario(
        QStringLiteral("growth-1k-to-100k"),
        {QStringLiteral("arrivals.spikes=[{\"at\":\"20d14h\",\"duration\":\"60s\",\"rate\":\"10000/s\"}]")});
    if (!scenario)
        qFatal("%s", qPrintable(scenario.error().message));
    const Model &model = scenario->variants.front().model;
    row("growth-1k-to-100k as shipped, with that spike, one core", best(4, [&] { Replication(model, 0).run(); }), "s",
        "<= 0.4");
    RunOptions options;
    options.replications = quick ? 20 : 200;
    QElapsedTimer clock;
    clock.start();
    runExperiment(*scenario, options);
    row(quick ? "  20 replications in parallel, all cores, wall clock"
              : "  200 replications in parallel, all cores, wall clock",
        static_cast<double>(clock.nsecsElapsed()) * 1e-9, "s", "<= 40 for 200");
    row("  preview and verdict",
        1000
            * best(5,
                   [&] {
                       preview(model);
                       preflight(model);
                   }),
        "ms", "<= 50");
}

void eventEngines(const QString &simpy)
{
    MmcResult result;
    const double seconds = best(5, [&] { result = runMmc(9, 10, 5'000'000, 0, 1, 0); });
    const double perSecond = static_cast<double>(result.events) / seconds;
    row("M/M/10 event engine, one event per arrival", perSecond, "events/s", ">= 2e7");
    Model model =
        read(R"({"version": 1, "name": "mm10", "horizon": "500000s", "cell": "1000s", "arrivals": {"rate": "9/s"},
        "queue": {"visibility": "52w", "retention": "52w"}, "workers": {"min": 10, "max": 10},
        "steps": {"synthesis": {"latency": {"dist": "exponential", "mean": "1s"}}}})")
            .variants.front()
            .model;
    Outcome outcome;
    const double full = best(3, [&] { outcome = Replication(model, 0).run(); });
    row("M/M/10 in the whole engine (histograms, series, fingerprint)",
        2 * static_cast<double>(outcome.count(Count::Ready)) / full, "events/s", "");
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"), {simpy, QStringLiteral("100000")});
    if (!simpy.isEmpty() && python.waitForFinished(120'000) && python.exitCode() == 0) {
        const double theirs = python.readAllStandardOutput().split(' ').value(2).toDouble();
        row("M/M/10 in SimPy", theirs, "events/s", "");
        row("  our event engine is faster by", perSecond / theirs, "times", ">= 100");
    } else {
        std::printf("M/M/10 in SimPy: not measured (install python3-simpy)\n");
    }
}

void lazyAgainstBrute()
{
    const Scenario scenario = read(R"({"version": 1, "name": "b", "horizon": "6h", "cell": "60s",
        "arrivals": {"rate": "1/s", "spikes": [{"at": "1h", "duration": "60s", "rate": "10000/s"}]},
        "queue": {"maxReceive": 3, "visibility": "52w", "retention": "52w"}, "workers": {"min": 10, "max": 100, "decideEvery": "60s"},
        "steps": {"synthesis": {"latency": {"dist": "lognormal", "mean": "30s", "cv": 0.5}, "failure": 0.05}}})");
    const Model &model = scenario.variants.front().model;
    BruteOutcome slow;
    Outcome fast;
    const double brute = best(2, [&] { slow = runBrute(model, 0); });
    const double lazy = best(5, [&] { fast = Replication(model, 0).run(); });
    row("6 h with a spike of 600,000 jobs: lazy against one event per arrival", brute / lazy, "times faster", "");
    row("  the same fingerprint", slow.fingerprint == fast.fingerprint ? 1 : 0, "", "= 1");
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments().mid(1);
    QString simpy;
    for (const QString &argument : arguments) {
        if (argument.endsWith(QLatin1String(".py")))
            simpy = argument;
    }
    fourWeeks();
    shipped(arguments.contains(QStringLiteral("--quick")));
    eventEngines(simpy);
    lazyAgainstBrute();
    return 0;
}
