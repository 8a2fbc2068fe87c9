// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/replication.h"
#include "sim/run/experiment.h"
#include "sim/verify/brute.h"
#include "sim/verify/models.h"
#include "sim/verify/verify.h"

#include <cmath>

namespace remirai::sim {

namespace {

Check same(const QString &name, double expected, double observed, bool pass)
{
    return {name, expected, observed, 0, true, pass};
}

void checkAgainstBrute(std::vector<Check> &checks)
{
    const Model model = busyModel(60);
    int equal = 0;
    int little = 0;
    int conserved = 0;
    constexpr int kRuns = 20;
    for (quint64 run = 0; run < kRuns; ++run) {
        const Outcome lazy = Replication(model, run).run();
        const BruteOutcome brute = runBrute(model, run);
        Wide waits = 0;
        Wide busy = 0;
        for (const StationTotals &station : lazy.stations) {
            waits += station.waitNs;
            busy += station.busyNs;
        }
        equal += int(lazy.fingerprint == brute.fingerprint && waits == brute.waitNs && busy == brute.busyNs
                     && lazy.count(Count::Ready) == brute.ready && lazy.depthEnd == brute.depthEnd
                     && lazy.maxDepth == brute.maxDepth && lazy.count(Count::DeadLettered) == brute.deadLettered);
        little += int(brute.busyNs == brute.serviceNs && brute.depthNs == brute.waitingNs);
        conserved += int(lazy.count(Count::Submitted)
                         == lazy.count(Count::Ready) + lazy.count(Count::DeadLettered) + lazy.depthEnd + lazy.delayedEnd
                             + lazy.inFlightEnd);
    }
    checks.push_back(same(QStringLiteral("lazy = one event per arrival, to the bit"), kRuns, equal, equal == kRuns));
    checks.push_back(same(QStringLiteral("Little: ∫ N dt = Σ sojourn"), kRuns, little, little == kRuns));
    checks.push_back(same(QStringLiteral("conservation of jobs"), kRuns, conserved, conserved == kRuns));
}

void checkKieferWolfowitz(std::vector<Check> &checks)
{
    for (const int slotCount : {1, 10}) {
        const Model model = steady(0.9 * slotCount, slotCount, Law::lognormal(kSecond, 1), 20'000, 0);
        int equal = 0;
        for (quint64 run = 0; run < 10; ++run) {
            qint64 begun = 0;
            const Wide wait = kieferWolfowitzWait(model, run, begun);
            const Outcome outcome = Replication(model, run).run();
            equal += int(wait == outcome.waitSumNs && begun == outcome.waitCount);
        }
        checks.push_back(same(slotCount == 1 ? QStringLiteral("Lindley recursion, every wait")
                                             : QStringLiteral("Kiefer–Wolfowitz, c = 10, every wait"),
                              10, equal, equal == 10));
    }
}

// ×60 on every time is the same system in minutes.
void checkTimeUnit(std::vector<Check> &checks)
{
    const Model seconds = steady(9, 10, Law::deterministic(kSecond), 10'000, 0);
    Model minutes = seconds;
    minutes.cellNs *= 60;
    minutes.horizonNs *= 60;
    minutes.sampleNs *= 60;
    minutes.stations[0].latency = Law::deterministic(60 * kSecond);
    const Outcome a = Replication(seconds, 0).run();
    const Outcome b = Replication(minutes, 0).run();
    const double ratio = static_cast<double>(b.waitSumNs) / static_cast<double>(a.waitSumNs);
    // Rounding instants to whole nanoseconds is all that differs.
    checks.push_back(same(QStringLiteral("×60 on all times: waits × 60"), 60, ratio,
                          a.waitCount == b.waitCount && std::abs(ratio - 60) < 1e-6));
}

// One thread or four: the same fingerprint.
void checkThreads(std::vector<Check> &checks)
{
    Scenario scenario;
    scenario.variants.emplace_back().model = busyModel(60);
    RunOptions options;
    options.replications = 12;
    options.threads = 1;
    const quint64 alone = runExperiment(scenario, options).fingerprint;
    options.threads = 4;
    const quint64 shared = runExperiment(scenario, options).fingerprint;
    checks.push_back(
        same(QStringLiteral("one thread = four threads, to the bit"), 1, alone == shared, alone == shared));
}

} // namespace

std::vector<Check> pathwiseChecks()
{
    std::vector<Check> checks;
    checkAgainstBrute(checks);
    checkKieferWolfowitz(checks);
    checkTimeUnit(checks);
    checkThreads(checks);
    return checks;
}

} // namespace remirai::sim
