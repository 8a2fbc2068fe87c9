// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/verify/verify.h"

#include "sim/engine/replication.h"
#include "sim/preview/closedforms.h"
#include "sim/run/experiment.h"
#include "sim/stats/student.h"
#include "sim/verify/mmc.h"
#include "sim/verify/models.h"

#include <QThreadPool>
#include <QtConcurrent>
#include <algorithm>
#include <cmath>

namespace remirai::sim {

namespace {

constexpr int kReplications = 200;

using Statistic = std::function<double(const Outcome &)>;

std::vector<double> replicate(const Model &model, int threads, const Statistic &statistic, int count = kReplications)
{
    QThreadPool pool;
    if (threads > 0)
        pool.setMaxThreadCount(threads);
    std::vector<quint64> numbers(static_cast<size_t>(count));
    for (size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = i;
    const std::function<double(const quint64 &)> one = [&](const quint64 &number) {
        return statistic(Replication(model, number).run());
    };
    const QList<double> values = QtConcurrent::blockingMapped<QList<double>>(&pool, numbers, one);
    return {values.begin(), values.end()};
}

Check zCheck(const QString &name, double theory, std::vector<double> values)
{
    const Estimate result = estimate(std::move(values));
    Check check{name, theory, result.mean, 0, false, false};
    check.z = (result.mean - theory) / (result.deviation / std::sqrt(static_cast<double>(result.count)));
    check.pass = std::abs(check.z) < kLargestZ;
    return check;
}

double meanWait(const Outcome &outcome)
{
    return static_cast<double>(outcome.waitSumNs) / kSecond / static_cast<double>(outcome.waitCount);
}
double blocked(const Outcome &outcome)
{
    return static_cast<double>(outcome.count(Count::Rejected)) / static_cast<double>(outcome.count(Count::Submitted));
}
Statistic stationWait(size_t station)
{
    return [station](const Outcome &outcome) {
        const StationTotals &totals = outcome.stations[station];
        return static_cast<double>(totals.waitNs) / kSecond / static_cast<double>(totals.starts);
    };
}

void checkCellWidth(std::vector<Check> &checks, int threads)
{
    const auto ready = [](const Outcome &outcome) {
        return static_cast<double>(outcome.readySumNs) / kSecond / static_cast<double>(outcome.count(Count::Ready));
    };
    const std::vector<double> narrow = replicate(busyModel(1), threads, ready, 400);
    const std::vector<double> wide = replicate(busyModel(60), threads, ready, 400);
    const Estimate a = estimate(narrow);
    const Estimate b = estimate(wide);
    Check check{QStringLiteral("cells of 1 s and 60 s: time to ready"), a.mean, b.mean, 0, false, false};
    check.z = (b.mean - a.mean) / std::sqrt((a.deviation * a.deviation + b.deviation * b.deviation) / 400);
    check.pass = std::abs(check.z) < kLargestZ;
    checks.push_back(check);
}

std::vector<Check> checkQueues(int threads)
{
    const Law exponential = Law::exponential(kSecond);
    const Law heavy = Law::lognormal(kSecond, 1.5);
    std::vector<Check> checks;
    checks.push_back(zCheck(QStringLiteral("M/M/1 ρ .5, wait"), 1,
                            replicate(steady(0.5, 1, exponential, 20'500, 500), threads, meanWait)));
    checks.push_back(zCheck(QStringLiteral("M/M/1 ρ .8, wait"), 4,
                            replicate(steady(0.8, 1, exponential, 42'000, 2'000), threads, meanWait)));
    checks.push_back(zCheck(QStringLiteral("M/M/2 ρ .8, wait"), meanWaitMMc(1.6, 1, 2),
                            replicate(steady(1.6, 2, exponential, 21'000, 1'000), threads, meanWait)));
    checks.push_back(zCheck(QStringLiteral("M/M/10 ρ .9, wait"), meanWaitMMc(9, 1, 10),
                            replicate(steady(9, 10, exponential, 6'000, 1'000), threads, meanWait)));
    checks.push_back(zCheck(QStringLiteral("M/M/10 ρ .9, busy share"), 0.9,
                            replicate(steady(9, 10, exponential, 6'000, 1'000), threads, [](const Outcome &o) {
                                return static_cast<double>(o.stations[0].busyNs)
                                    / static_cast<double>(o.stations[0].slotNs);
                            })));
    std::vector<double> plain;
    for (quint64 run = 0; run < kReplications; ++run)
        plain.push_back(runMmc(9, 10, 40'000, 2'000, 1, run).meanWaitSeconds);
    checks.push_back(zCheck(QStringLiteral("M/M/10 ρ .9, plain event engine, wait"), meanWaitMMc(9, 1, 10), plain));
    checks.push_back(zCheck(QStringLiteral("M/D/1 ρ .8, wait"), 2,
                            replicate(steady(0.8, 1, Law::deterministic(kSecond), 22'000, 2'000), threads, meanWait)));
    checks.push_back(zCheck(QStringLiteral("M/G/1 ρ .6, log-normal cv 1.5, wait"),
                            meanWaitMG1(0.6, 1, heavy.moment(2) / kSecond / kSecond),
                            replicate(steady(0.6, 1, heavy, 42'000, 2'000), threads, meanWait)));
    Model newest = steady(0.5, 1, exponential, 20'500, 500);
    newest.stations[0].newestFirst = true;
    checks.push_back(zCheck(QStringLiteral("M/M/1 ρ .5 newest first, wait"), 1, replicate(newest, threads, meanWait)));
    const auto squared = [](const Outcome &outcome) {
        double sum = 0;
        for (size_t bucket = 0; bucket < outcome.wait.weights().size(); ++bucket) {
            const double seconds = Histogram::valueOf(bucket) / kSecond;
            sum += outcome.wait.weights()[bucket] * seconds * seconds;
        }
        return sum / outcome.wait.total();
    };
    // E[W²]: 2ρ/(μ − λ)² · 1/μ⁰ = 4 for FIFO at ρ = ½; newest first has it 1/(1 − ρ) times larger (Takács 1963).
    checks.push_back(
        zCheck(QStringLiteral("M/M/1 ρ .5 newest first, E[wait²]"), 8, replicate(newest, threads, squared)));
    Model limited = steady(3, 2, Law::exponential(kSecond / 4), 5'000, 100);
    limited.stations[0].capacity = 1;
    checks.push_back(
        zCheck(QStringLiteral("M/M/2/3, turned away"), blockedMMcK(3, 4, 2, 1), replicate(limited, threads, blocked)));
    Model loss = steady(8, 10, Law::lognormal(kSecond, 1), 2'000, 100);
    loss.stations[0].capacity = 0;
    checks.push_back(zCheck(QStringLiteral("M/G/10/10 a 8, log-normal, turned away"), erlangB(8, 10),
                            replicate(loss, threads, blocked)));
    Model large = steady(100, 100, Law::lognormal(kSecond, 0.5), 600, 100);
    large.stations[0].capacity = 0;
    checks.push_back(zCheck(QStringLiteral("M/G/100/100 a 100, log-normal, turned away"), erlangB(100, 100),
                            replicate(large, threads, blocked)));
    return checks;
}

std::vector<Check> checkNetworks(int threads)
{
    std::vector<Check> checks;
    // Open Jackson network: step 1 sees λ/(1 − p) because failures come back, step 2 sees λ.
    Model jackson = steady(1.2, 2, Law::exponential(kSecond), 22'000, 2'000);
    jackson.stations[0].failure = 0.2;
    StationModel second = jackson.stations[0];
    second.latency = Law::exponential(0.5 * kSecond);
    second.failure = 0;
    second.scaling.minSlots = second.scaling.maxSlots = 1;
    jackson.stations.push_back(second);
    checks.push_back(zCheck(QStringLiteral("Jackson with feedback, step 1 wait"), meanWaitMMc(1.5, 1, 2),
                            replicate(jackson, threads, stationWait(0))));
    checks.push_back(zCheck(QStringLiteral("Jackson with feedback, step 2 wait"), meanWaitMMc(1.2, 2, 1),
                            replicate(jackson, threads, stationWait(1))));
    Model retried = steady(5, 100, Law::exponential(kSecond), 2'000, 0);
    retried.stations[0].failure = 0.05;
    retried.stations[0].retry = {3, 0, 0};
    checks.push_back(zCheck(QStringLiteral("3 attempts at 5 % failures, calls per job"), callsPerJob(0.05, 3),
                            replicate(retried, threads, [](const Outcome &o) {
                                const double done =
                                    static_cast<double>(o.count(Count::Ready) + o.count(Count::DeadLettered));
                                return static_cast<double>(o.count(Count::Calls) - o.inFlightEnd) / done;
                            })));
    return checks;
}

// Mt/G/∞: the number in service is Poisson with mean ∫ λ(t − u) P(S > u) du (Eick, Massey, Whitt 1993).
std::vector<Check> checkTransient(int threads)
{
    Model model = steady(5, 2'000, Law::lognormal(20 * kSecond, 1), 120, 0, 1);
    auto expected = *model.expected;
    for (size_t cell = 80; cell < expected.size(); ++cell)
        expected[cell] = 30;
    model.expected = std::make_shared<const std::vector<double>>(expected);
    double mean = 0;
    constexpr int kPoints = 20'000; // E[S ∧ …] by quantiles: ∫ λ(T − u) P(S > u) du = E[Λ(T) − Λ(T − S)]
    for (int i = 0; i < kPoints; ++i) {
        const double service = std::min(120.0, model.stations[0].latency.quantile((i + 0.5) / kPoints) / kSecond);
        mean += (30 * std::min(service, 40.0) + 5 * std::max(0.0, service - 40)) / kPoints;
    }
    constexpr int kRuns = 2'000;
    const std::vector<double> busy = replicate(
        model, threads, [](const Outcome &o) { return static_cast<double>(o.inFlightEnd); }, kRuns);
    std::vector<Check> checks{zCheck(QStringLiteral("Mt/G/∞ after a jump, mean in service"), mean, busy)};
    const double deviation = estimate(busy).deviation;
    Check variance{
        QStringLiteral("Mt/G/∞ after a jump, variance = mean"), mean, deviation * deviation, 0, false, false};
    variance.z = (variance.observed - mean) / std::sqrt(2 * mean * mean / (kRuns - 1) + mean / kRuns);
    variance.pass = std::abs(variance.z) < kLargestZ;
    checks.push_back(variance);
    return checks;
}

// The whole pipeline to the 95 % interval, a thousand times: how often does it hold the truth?
Check checkCoverage(int threads)
{
    const Model model = steady(0.5, 50, Law::exponential(kSecond), 100, 0);
    constexpr int kEach = 20;
    constexpr int kMacro = 1'000;
    const std::vector<double> values = replicate(
        model, threads, [](const Outcome &o) { return static_cast<double>(o.count(Count::Submitted)); },
        kEach * kMacro);
    int hits = 0;
    for (int macro = 0; macro < kMacro; ++macro) {
        const Estimate result = estimate({values.begin() + macro * kEach, values.begin() + (macro + 1) * kEach});
        hits += int(std::abs(result.mean - 50) <= result.halfWidth);
    }
    Check check{QStringLiteral("95 % intervals hold the truth, share"), 0.95, hits / double(kMacro), 0, false, false};
    check.z = (hits - 0.95 * kMacro) / std::sqrt(kMacro * 0.95 * 0.05);
    check.pass = std::abs(check.z) < kLargestZ;
    return check;
}

} // namespace

std::vector<Check> statisticalChecks(int threads, const std::function<void(const Check &)> &onCheck)
{
    std::vector<Check> all;
    const auto take = [&](const std::vector<Check> &checks) {
        for (const Check &check : checks) {
            all.push_back(check);
            if (onCheck)
                onCheck(check);
        }
    };
    take(checkQueues(threads));
    take(checkNetworks(threads));
    take(checkTransient(threads));
    std::vector<Check> cells;
    checkCellWidth(cells, threads);
    take(cells);
    take({checkCoverage(threads)});
    return all;
}

} // namespace remirai::sim
