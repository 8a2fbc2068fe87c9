// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/live/exchanger.h"
#include "sim/live/liverun.h"
#include "sim/live/window.h"
#include "sim/stats/scalars.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>
#include <cmath>
#include <numeric>

using namespace remirai;
using namespace remirai::sim;

namespace {

constexpr qint64 kMsNs = 1'000'000;
constexpr int kStallMs = 40;

Variant spikeVariant(const QStringList &sets = {})
{
    const auto scenario = loadScenario(QStringLiteral("viral-spike"), sets);
    if (!scenario)
        qFatal("%s", qPrintable(scenario.error().message));
    return scenario->variants.front();
}

// Answers one request at a time, each after kStallMs.
class SlowServer : public QThread
{
public:
    SlowServer()
    {
        start();
        while (m_port == 0)
            yieldCurrentThread();
    }
    ~SlowServer() override
    {
        requestInterruption();
        wait();
    }
    QByteArray url() const { return "http://127.0.0.1:" + QByteArray::number(m_port.load()); }

protected:
    void run() override
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        m_port = server.serverPort();
        while (!isInterruptionRequested()) {
            if (!server.waitForNewConnection(20))
                continue;
            const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
            while (!isInterruptionRequested() && socket->state() == QTcpSocket::ConnectedState) {
                if (!socket->waitForReadyRead(20))
                    continue;
                socket->readAll();
                QDeadlineTimer stall(kStallMs);
                while (!stall.hasExpired())
                    QThread::yieldCurrentThread();
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                socket->waitForBytesWritten(1'000);
            }
        }
    }

private:
    std::atomic<quint16> m_port = 0;
};

} // namespace

class TestLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowIsTheSpike()
    {
        const auto window = liveWindow(spikeVariant(), 0.01, 30'000 * kMsNs);
        QVERIFY2(window.ok(), window ? "" : qPrintable(window.error().message));
        QCOMPARE(window->playNs, 65'000 * kMsNs); // five seconds before it, and its sixty
        QCOMPARE(window->variant.model.horizonNs, 95'000 * kMsNs);
        QVERIFY(std::abs(window->journeys - (600 + 65 * 0.5 * 0.01)) < 0.01);
        const auto &expected = *window->variant.model.expected;
        QVERIFY(std::abs(expected[2] - 0.005) < 1e-9);
        QVERIFY(std::abs(expected[30] - 10.005) < 1e-9);
        QCOMPARE(expected.back(), 0.0);
        QCOMPARE(window->variant.model.disturbances.front().fromNs, 5'000 * kMsNs);
    }

    void ownWindow()
    {
        const auto window = liveWindow(
            spikeVariant({QStringLiteral("live={\"scale\":0.5,\"from\":\"10m\",\"duration\":\"40s\"}")}), 0, 0);
        QVERIFY(window.ok());
        QCOMPARE(window->playNs, 40'000 * kMsNs);
        QCOMPARE(window->scale, 0.5);
        QVERIFY(std::abs(window->journeys - 10) < 1e-9);
    }

    void limits()
    {
        const auto crowd = liveWindow(spikeVariant(), 10, 0);
        QVERIFY(!crowd);
        QVERIFY2(crowd.error().message.contains(QStringLiteral("smaller --scale")), qPrintable(crowd.error().message));
        const auto ages = liveWindow(spikeVariant({QStringLiteral("live.duration=3h")}), 0.01, 0);
        QVERIFY(!ages);
        QVERIFY2(ages.error().message.contains(QStringLiteral("live.duration=10m")), qPrintable(ages.error().message));
    }

    void arrivalsAreTheSameEachTime()
    {
        const auto window = liveWindow(spikeVariant(), 0.05, 0);
        QVERIFY(window.ok());
        const std::vector<qint64> arrivals = liveArrivals(*window);
        QVERIFY(arrivals == liveArrivals(*window));
        QVERIFY(std::is_sorted(arrivals.begin(), arrivals.end()));
        QVERIFY(std::abs(double(arrivals.size()) - window->journeys) < 4.5 * std::sqrt(window->journeys));
        QVERIFY(arrivals.back() < window->playNs);
    }

    // A server that stalls must not slow down its own measurement: latency counts from the due instant.
    void noCoordinatedOmission()
    {
        const SlowServer server;
        Exchanger exchanger(server.url(), 1, 10'000);
        constexpr int kRequests = 10;
        std::vector<Answer> answers;
        for (int i = 0; i < kRequests; ++i) {
            Exchange exchange;
            exchange.dueNs = exchanger.nowNs() + i * 5 * kMsNs;
            exchange.path = "/";
            exchange.done = [&answers](const Answer &answer) { answers.push_back(answer); };
            exchanger.add(std::move(exchange));
        }
        while (!exchanger.idle())
            exchanger.turn(exchanger.nowNs() + 50 * kMsNs);
        QCOMPARE(answers.size(), size_t(kRequests));
        for (const Answer &answer : answers)
            QCOMPARE(answer.status, 200);
        const Answer &last = answers.back();
        QVERIFY(last.endNs - last.dueNs >= (kRequests * kStallMs - kRequests * 5) * kMsNs);
        QVERIFY(last.endNs - last.sentNs < last.endNs - last.dueNs - 100 * kMsNs);
    }

    void nobodyThere()
    {
        LiveOptions options;
        options.target = "http://127.0.0.1:9";
        const auto scenario = loadScenario(QStringLiteral("viral-spike"));
        const auto result = runLive(*scenario, options);
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::Unavailable);
        QVERIFY2(result.error().message.contains(QStringLiteral("does not answer")),
                 qPrintable(result.error().message));
    }

    void loopback()
    {
        for (const auto here : {"http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80", "http://127.4.5.6"})
            QVERIFY2(isLoopback(QString::fromLatin1(here)), here);
        for (const auto there :
             {"http://10.0.0.1", "http://127.0.0.1.example.org", "http://example.org", "nonsense", ""})
            QVERIFY2(!isLoopback(QString::fromLatin1(there)), there);
    }

    // What cannot be seen is not reported as zero.
    void unknownStaysUnknown()
    {
        const auto window = liveWindow(spikeVariant(), 0.01, 0);
        Recorder recorder(*window);
        recorder.count(Count::Submitted);
        recorder.ready(2'000 * kMsNs, true);
        recorder.reach(10'000 * kMsNs);
        const QStringList measured = recorder.measured();
        const VariantResult result = summariseOutcomes(window->variant, {recorder.finish(10'000 * kMsNs)}, measured);
        const auto mean = [&](QStringView name) { return result.scalars[size_t(scalarIndex(name))].mean; };
        QCOMPARE(mean(u"ready"), 1.0);
        QVERIFY(std::abs(mean(u"time_to_ready_mean") - 2) < 1e-9);
        QVERIFY(std::isnan(mean(u"cost")));
        QVERIFY(std::isnan(mean(u"depth_max"))); // no operator's token, no queues
        QVERIFY(std::isnan(result.series[size_t(Metric::Depth)].mean.front()));
        const auto &arrivals = result.series[size_t(Metric::Arrivals)].mean;
        QVERIFY(std::isfinite(arrivals.front()));
        QVERIFY(std::isnan(arrivals.back())); // after what was played
        QCOMPARE(result.series[size_t(Metric::Depth)].mean.size(), result.series[size_t(Metric::Arrivals)].mean.size());
    }
};

QTEST_GUILESS_MAIN(TestLive)
#include "tst_sim_live.moc"
