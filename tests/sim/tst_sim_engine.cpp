// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/replication.h"
#include "sim/run/backgroundrun.h"
#include "sim/scenario/scenario.h"
#include "sim/stats/scalars.h"

#include <QSemaphore>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace remirai::sim;

namespace {

Scenario load(const QString &name, const QStringList &sets = {})
{
    const auto scenario = loadScenario(name, sets);
    if (!scenario)
        qFatal("%s", qPrintable(scenario.error().message));
    return *scenario;
}

VariantResult spikeWith(const QStringList &sets)
{
    RunOptions options;
    options.replications = 8;
    return runExperiment(load(QStringLiteral("viral-spike"), sets), options).variants.front();
}

const std::vector<float> &meanOf(const VariantResult &runs, Metric metric)
{
    return runs.series[static_cast<size_t>(metric)].mean;
}

float sumOf(const std::vector<float> &line)
{
    return std::accumulate(line.begin(), line.end(), 0.0f);
}

std::ptrdiff_t peakOf(const std::vector<float> &line)
{
    return std::max_element(line.begin(), line.end()) - line.begin();
}

// How far two lines are from each other, as a share of what lies under the second. Infinite where one of them breaks.
double apart(const std::vector<float> &one, const std::vector<float> &other)
{
    double between = one.size() == other.size() ? 0 : std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
        const double distance = std::abs(double(one[i]) - double(other[i]));
        between += std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
    }
    return between / double(sumOf(other));
}

} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Every shipped scenario: jobs are neither lost nor made, and slot time adds up.
    void conservation_data()
    {
        QTest::addColumn<QString>("name");
        for (const ShippedScenario &scenario : shippedScenarios())
            QTest::newRow(qPrintable(scenario.name)) << scenario.name;
    }
    void conservation()
    {
        QFETCH(QString, name);
        for (const Variant &variant : load(name).variants) {
            const Outcome outcome = Replication(variant.model, 3).run();
            const auto of = [&](Count which) { return outcome.ledger[static_cast<size_t>(which)]; };
            QCOMPARE(of(Count::Submitted) + of(Count::Resubmitted), of(Count::Accepted) + of(Count::Rejected));
            // A call that outlived its lease holds a slot but stands for no job.
            const qint64 inside = of(Count::Accepted) - of(Count::Ready) - of(Count::DeadLettered) - of(Count::Expired)
                - of(Count::Cancelled);
            const qint64 seen = outcome.depthEnd + outcome.delayedEnd + outcome.inFlightEnd;
            QVERIFY(seen >= inside);
            if (of(Count::LeaseEnds) == 0)
                QCOMPARE(seen, inside);
        }
    }

    void sameSeedSameResult()
    {
        const Scenario scenario = load(QStringLiteral("retry-storm"), {QStringLiteral("horizon=3h")});
        RunOptions one;
        one.replications = 12;
        one.threads = 1;
        RunOptions four = one;
        four.threads = 4;
        const ExperimentResult a = runExperiment(scenario, one);
        const ExperimentResult b = runExperiment(scenario, four);
        QCOMPARE(a.fingerprint, b.fingerprint);
        for (size_t variant = 0; variant < a.variants.size(); ++variant) {
            for (size_t i = 0; i < a.variants[variant].values.size(); ++i) {
                for (size_t scalar = 0; scalar < scalarKinds().size(); ++scalar) {
                    const double x = a.variants[variant].values[i][scalar];
                    const double y = b.variants[variant].values[i][scalar];
                    QVERIFY(x == y || (std::isnan(x) && std::isnan(y)));
                }
            }
        }
        const ExperimentResult other = runExperiment(
            load(QStringLiteral("retry-storm"), {QStringLiteral("horizon=3h"), QStringLiteral("seed=43")}), one);
        QVERIFY(other.fingerprint != a.fingerprint);
    }

    // Common random numbers: one more slot never lengthens the total wait of a FIFO queue without failures.
    void moreSlotsNeverHurt()
    {
        Model model = load(QStringLiteral("viral-spike")).variants.front().model;
        model.stations.resize(1);
        StationModel &station = model.stations.front();
        station.failure = station.fatal = 0;
        station.timeoutNs = station.decideEveryNs = station.visibilityNs = 0;
        model.clients = {};
        model.api.modelled = false;
        double before = 1e300;
        for (const int slotCount : {50, 51, 60, 100}) {
            station.scaling.minSlots = station.scaling.maxSlots = slotCount;
            const Outcome outcome = Replication(model, 1).run();
            const double mean = static_cast<double>(outcome.waitSumNs) / static_cast<double>(outcome.waitCount);
            QVERIFY(slotCount == 50 || mean <= before);
            before = mean;
        }
    }

    void retentionDeletes()
    {
        const Scenario scenario = load(QStringLiteral("viral-spike"), {QStringLiteral("queue.retention=1h")});
        const Outcome outcome = Replication(scenario.variants.front().model, 0).run();
        QVERIFY(outcome.count(Count::Expired) > 30'000);
        QVERIFY(outcome.timeToReady.max() < qint64(3) * 3'600 * 1'000'000'000);
    }

    void leasesRunOut()
    {
        const Scenario scenario =
            load(QStringLiteral("viral-spike"), {QStringLiteral("queue.visibility=25s"), QStringLiteral("horizon=2h")});
        const Outcome outcome = Replication(scenario.variants.front().model, 0).run();
        QVERIFY(outcome.count(Count::LeaseEnds) > 1'000); // 30 s calls under a 25 s lease: the classic mistake
        QVERIFY(outcome.count(Count::Wasted) > 1'000);
    }

    void rateLimits()
    {
        for (const QString &excess : {QStringLiteral("wait"), QStringLiteral("refuse")}) {
            const Scenario scenario =
                load(QStringLiteral("viral-spike"),
                     {QStringLiteral("steps.synthesis.rateLimit={\"rate\":\"60/m\",\"burst\":5,\"excess\":\"%1\"}")
                          .arg(excess),
                      QStringLiteral("horizon=3h")});
            const Outcome outcome = Replication(scenario.variants.front().model, 0).run();
            const double perSecond =
                static_cast<double>(outcome.stations[0].starts - outcome.count(Count::Snoozed)) / (3 * 3'600);
            QVERIFY2(perSecond < 1.02 && perSecond > 0.55, qPrintable(QString::number(perSecond)));
            QCOMPARE(outcome.count(Count::Snoozed) > 0, excess == QLatin1String("refuse"));
        }
    }

    void outageRefusalsSpendNoAttempt()
    {
        const Scenario scenario = load(QStringLiteral("provider-outage"));
        const Outcome errors = Replication(scenario.variants[0].model, 0).run();
        const Outcome refusals = Replication(scenario.variants[1].model, 0).run();
        QVERIFY(errors.count(Count::DeadLettered) > 100);
        QCOMPARE(refusals.count(Count::DeadLettered), qint64(0));
        QCOMPARE(errors.count(Count::Submitted), refusals.count(Count::Submitted)); // common random numbers
    }

    void previewAgreesOnTheSpike()
    {
        const Scenario scenario = load(QStringLiteral("viral-spike"));
        const Preview fluid = preview(scenario.variants.front().model);
        const Outcome exact = Replication(scenario.variants.front().model, 0).run();
        QVERIFY(std::abs(fluid.peakDepth / static_cast<double>(exact.maxDepth) - 1) < 0.05);
        QVERIFY(std::abs(fluid.recoveryNs / exact.recoveryNs - 1) < 0.08);
    }

    // Both curves of the Simulator page. The jobs of the spike grow older until the last has left, and those that were
    // tried again come after all who had arrived by then. Calls that meet their timeout are tried again too. When the
    // queue is empty, slots fall by the policy's rule.
    void previewGoesAsTheRuns_data()
    {
        const QString failure = QStringLiteral("steps.synthesis.failure=0.06");
        QTest::addColumn<QStringList>("sets");
        QTest::addColumn<double>("lateWithin"); // shares of what the runs have
        QTest::addColumn<double>("slotsWithin");
        // In a calm the runs keep more slots than the mean has work for.
        constexpr double kCalm = 0.16;
        QTest::newRow("spike") << QStringList{failure, QStringLiteral("steps.synthesis.timeout=null"),
                                              QStringLiteral("steps.illustration.timeout=null")}
                               << 0.01 << kCalm;
        QTest::newRow("timeouts") << QStringList{failure} << 0.01 << kCalm;
        QTest::newRow("slots fall") << QStringList{QStringLiteral("steps.illustration=null"),
                                                   QStringLiteral("arrivals.rate=0.2/s"),
                                                   QStringLiteral("arrivals.spikes.0.rate=100/s"),
                                                   QStringLiteral("workers.min=20"), QStringLiteral("horizon=4h")}
                                    << 0.02 << 0.01;
    }
    void previewGoesAsTheRuns()
    {
        QFETCH(QStringList, sets);
        QFETCH(double, lateWithin);
        QFETCH(double, slotsWithin);
        const VariantResult result = spikeWith(sets);
        const Preview &fluid = result.preview;
        const std::vector<float> &times = meanOf(result, Metric::TimeToReady);
        const double late = apart(fluid.secondsToReady, times);
        QVERIFY2(late < lateWithin, qPrintable(QString::number(late)));
        const double slotCount = apart(fluid.slotCount, meanOf(result, Metric::Slots));
        QVERIFY2(slotCount < slotsWithin, qPrintable(QString::number(slotCount)));
        QVERIFY(std::abs(peakOf(fluid.secondsToReady) - peakOf(times)) <= 5); // minutes
    }

    // Every second call meets its timeout, and one job in eighteen dies of it: at the end of the queue, which the fluid
    // thins out all along.
    void previewBuriesTheDead()
    {
        const VariantResult result = spikeWith({QStringLiteral("steps.synthesis.timeout=25s")});
        const double ready = apart({sumOf(result.preview.completions)}, {sumOf(meanOf(result, Metric::Completions))});
        QVERIFY2(ready < 0.005, qPrintable(QString::number(ready)));
        QVERIFY(result.preview.ready < 0.96 * result.preview.jobs);
        const double depth = apart(result.preview.depth, meanOf(result, Metric::Depth));
        QVERIFY2(depth < 0.07, qPrintable(QString::number(depth)));
    }

    void previewHasNoTimeWhereNothingBecomesReady()
    {
        Model model = load(QStringLiteral("viral-spike")).variants.front().model;
        std::vector<double> expected(*model.expected);
        const auto cells = qsizetype(3'600'000'000'000 / model.cellNs); // an hour
        std::fill(expected.begin(), expected.begin() + cells, 0.0);
        std::fill(expected.begin() + 2 * cells, expected.end(), 0.0);
        model.expected = std::make_shared<const std::vector<double>>(expected);
        const Preview fluid = preview(model);
        const auto samples = size_t(3'600'000'000'000 / model.sampleNs);
        QVERIFY(std::isnan(fluid.secondsToReady[samples / 2])); // before anybody came
        size_t empty = 2 * samples; // when nobody waits any more
        while (fluid.depth[empty] > 0)
            QVERIFY(fluid.secondsToReady[empty++] > 1'800);
        QVERIFY(std::isnan(fluid.secondsToReady[empty + 15])); // what is left of a fluid never ends
        model.stations.front().newestFirst = true; // the fluid serves in the order of arrival alone
        QVERIFY(std::isnan(preview(model).secondsToReady[3 * samples]));
    }

    void backgroundRunReportsAndStops()
    {
        QSemaphore heard;
        BackgroundRun run(load(QStringLiteral("growth-1k-to-100k")), {}, [&heard] { heard.release(); });
        QVERIFY(heard.tryAcquire(1, 30'000));
        QVERIFY(run.snapshot());
        QVERIFY(run.snapshot()->share < 1);
        run.cancel();
        run.wait();
        QVERIFY(run.result());
        QVERIFY(run.result()->cancelled);
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_sim_engine.moc"
