// SPDX-License-Identifier: GPL-3.0-or-later
// History on both backends: what a second measures, what a minute writes, what a restart remembers.
#include "core/services/seriesquery.h"
#include "core/services/watch.h"
#include "core/storage/eventstore.h"
#include "tests/conformance/store.h"

#include <QtTest>

using namespace remirai;

namespace {

constexpr qint64 kMinuteMs = 60'000;

// What a monitor would see, by hand.
Overview overviewAt(qint64 atMs, qint64 depth, qint64 sent)
{
    Overview overview;
    overview.atMs = atMs;
    QueueView view;
    view.queue.id = 1;
    view.queue.name = QStringLiteral("q");
    view.counts.depth = depth;
    view.counts.sentTotal = sent;
    overview.queues.push_back(view);
    return overview;
}

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codec();
    void tiers_data() { Store::addBackendRows(); }
    void tiers();
    void anUnseenMinute_data() { Store::addBackendRows(); }
    void anUnseenMinute();
    void watching_data() { Store::addBackendRows(); }
    void watching();

private:
    std::vector<Band> read(Store &store, const SeriesRecorder &recorder, SeriesMetric metric, SeriesRange range)
    {
        const auto lines = readSeries(store.reader(), recorder, {{metric}, {QStringLiteral("q")}, range}).value();
        return lines.at(0).bands;
    }
    void settleWriter(Store &store)
    {
        (void)store.write([](Transaction &) { return Status(); }); // commands run in order
    }

    Backends m_backends;
};

void TestHistory::codec()
{
    std::vector<SeriesPoint> points(3, emptyPoint());
    points[0][0] = 1;
    points[2][0] = 2.5f;
    for (SeriesPoint &point : points)
        point[1] = 7;
    const QByteArray json = encodeSeconds(points);
    QCOMPARE(json, QByteArray(R"({"depth":[1,null,2.5],"in_flight":7})"));
    const auto again = decodeSeconds(json, 3);
    QCOMPARE(again[2][0], 2.5f);
    QVERIFY(std::isnan(again[1][0]));
    QCOMPARE(again[1][1], 7.0f);
    std::array<Band, kSeriesMetrics> bands;
    bands[0] = {2, 1, 4};
    QCOMPARE(encodeBands(bands), QByteArray(R"({"depth":[2,1,4]})"));
    QVERIFY(decodeBand(encodeBands(bands), SeriesMetric::InFlight).isEmpty());
}

void TestHistory::tiers()
{
    REMIRAI_OPEN_STORE(store);
    const qint64 start = TestEnvironment::kStartMs; // an hour's begin
    SeriesRecorder recorder(store.writer());
    for (qint64 second = 0; second <= 3'600; ++second) // the first second of the next hour writes the last of this
        recorder.add(overviewAt(start + second * 1'000, second % 60, second * 10), {});
    settleWriter(store);
    const qint64 now = start + 3'600'000;

    const auto seconds = read(store, recorder, SeriesMetric::Depth, {now - 10'000, now, 1'000, kSecondTier});
    QCOMPARE(seconds.size(), size_t(10));
    QCOMPARE(seconds[9].mean, 59.0);
    const auto arrivals = read(store, recorder, SeriesMetric::Arrivals, {now - 2'000, now, 1'000, kSecondTier});
    QCOMPARE(arrivals[1].mean, 10.0);
    const auto minutes = read(store, recorder, SeriesMetric::Depth, {start, now, kMinuteMs, kMinuteTier});
    QCOMPARE(minutes.size(), size_t(60));
    QCOMPARE(minutes[30].mean, 29.5);
    QCOMPARE(minutes[30].low, 0.0);
    QCOMPARE(minutes[30].high, 59.0);
    const auto hours = read(store, recorder, SeriesMetric::Depth, {start, start + 7'200'000, 3'600'000, kHourTier});
    QCOMPARE(hours[0].high, 59.0);
    QCOMPARE(hours[1].mean, 0.0); // the hour that has just begun comes from memory

    // A restart remembers the seconds that were written; the time is only bounded by what is kept.
    SeriesRecorder after(store.writer());
    QVERIFY(after.load(store.reader(), now).ok());
    QCOMPARE(read(store, after, SeriesMetric::Depth, {now - 10'000, now, 1'000, kSecondTier})[9].mean, 59.0);
    QCOMPARE(after.queues(), QStringList{QStringLiteral("q")});

    store.environment().advanceMs(8 * 86'400'000LL); // old rows go with the next minute
    const qint64 later = store.environment().nowMs();
    after.add(overviewAt(later, 1, 1), {});
    after.flush();
    settleWriter(store);
    QCOMPARE(seriesRows(store.reader(), kSecondTier.stepMs, 0, later + 1).value().size(),
             size_t(2)); // the queue, the whole
    QCOMPARE(seriesRows(store.reader(), kMinuteTier.stepMs, 0, later + 1).value().size(), size_t(2));
    QVERIFY(seriesRows(store.reader(), kHourTier.stepMs, 0, later + 1).value().size() >= 2);
}

// The hour is kept though nobody looked in its last minutes, and a stop keeps the hour that is not over.
void TestHistory::anUnseenMinute()
{
    REMIRAI_OPEN_STORE(store);
    const qint64 start = TestEnvironment::kStartMs;
    SeriesRecorder recorder(store.writer());
    recorder.add(overviewAt(start + 60'000, 4, 1), {});
    recorder.add(overviewAt(start + 3'605'000, 6, 2), {});
    settleWriter(store);
    const auto hours = [&] { return seriesRows(store.reader(), kHourTier.stepMs, start, start + 7'200'000).value(); };
    QCOMPARE(hours().size(), size_t(2)); // the queue's and the whole's
    QCOMPARE(decodeBand(hours()[1].points, SeriesMetric::Depth).mean, 4.0);
    recorder.flush();
    settleWriter(store);
    QCOMPARE(hours().size(), size_t(4));
}

void TestHistory::watching()
{
    REMIRAI_OPEN_STORE(store);
    Monitor monitor(*backendUrl, store.environment());
    QVERIFY(monitor.start().ok());
    Vitals vitals;
    vitals.workerSlots = 3;
    AlertRules rules;
    rules.providerDownForMs = 1;
    Watch watch(store.writer(), monitor, store.setup(), rules, [&] { return vitals; });
    const qint64 commits = store.writer().stats().commits;
    watch.look();
    QVERIFY(watch.alerts().empty());
    settleWriter(store);
    QCOMPARE(store.writer().stats().commits, commits + 1); // ours alone: a quiet look writes nothing

    store.startSaga(store.newOwner(3));
    store.settle(store.claim(StepName::Synthesis).value(), {AttemptOutcome::Fatal, {}, QStringLiteral("no"), 0});
    const auto rulesNow = [&] {
        watch.look();
        QStringList names;
        for (const Alert &alert : watch.alerts())
            names << toString(alert.rule);
        return names.join(u' ');
    };
    QTRY_COMPARE_WITH_TIMEOUT(rulesNow(), QStringLiteral("dead_letters"), 10'000);
    settleWriter(store);
    const qint64 last = lastEventSeq(store.reader()).value();
    const auto events = eventsAfter(store.reader(), last - 1, 5).value();
    QCOMPARE(events.back().kind, QStringLiteral("alert.fired"));
    QCOMPARE(events.back().subject, store.setup().synthesis.name);
}

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
