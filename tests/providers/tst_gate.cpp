// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/gate/providergate.h"
#include "core/providers/local/strain.h"
#include "tests/providers/handenvironment.h"

#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace remirai;

namespace {

const std::function<Result<QString>(const CallContext &)> kGood = [](const CallContext &) {
    return QStringLiteral("ok");
};

std::function<Result<QString>(const CallContext &)> failing(ErrorCode code, qint64 retryAfterMs = 0)
{
    return [=](const CallContext &) -> Result<QString> {
        return Error{code, QStringLiteral("because"), {}, retryAfterMs};
    };
}

GateSettings settingsOf(int minimumCalls = 2)
{
    GateSettings settings;
    settings.provider = QStringLiteral("openai");
    settings.breaker.minimumCalls = minimumCalls;
    settings.breaker.probes = 1;
    return settings;
}

} // namespace

class TestGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bucketGivesOneSecondThenItsRate_data()
    {
        QTest::addColumn<double>("perMinute");
        QTest::addColumn<int>("calls");
        QTest::addColumn<qint64>("lastWaitMs");
        QTest::newRow("unlimited") << 0.0 << 1000 << qint64(0);
        QTest::newRow("60/min: one at once") << 60.0 << 1 << qint64(0);
        QTest::newRow("60/min: the second in 1 s") << 60.0 << 2 << qint64(1000);
        QTest::newRow("60/min: the fourth in 3 s") << 60.0 << 4 << qint64(3000);
        QTest::newRow("600/min: ten at once") << 600.0 << 10 << qint64(0);
        QTest::newRow("600/min: the eleventh in 100 ms") << 600.0 << 11 << qint64(100);
        QTest::newRow("6/min: never more than one at once") << 6.0 << 2 << qint64(10000);
    }
    void bucketGivesOneSecondThenItsRate()
    {
        QFETCH(double, perMinute);
        QFETCH(int, calls);
        RateState state;
        Reservation last;
        for (int i = 0; i < calls; ++i) {
            last = reserve(perMinute, state, 5'000, 60'000);
            QVERIFY(last.granted);
            state = last.state;
        }
        QTEST(last.waitMs, "lastWaitMs");
    }

    void bucketRefusalKeepsThePlace()
    {
        RateState state = reserve(60, {}, 0, 4'000).state;
        for (int i = 0; i < 4; ++i)
            state = reserve(60, state, 0, 4'000).state;
        const Reservation refused = reserve(60, state, 0, 4'000);
        QVERIFY(!refused.granted);
        QCOMPARE(refused.waitMs, 5'000);
        QCOMPARE(refused.state.nextMs, state.nextMs);
        QVERIFY(reserve(60, state, 1'000, 4'000).granted);
    }

    void idleTimeEarnsNoMoreThanTheBurst()
    {
        RateState state = reserve(60, {}, 0, 0).state;
        state = reserve(60, state, 3'600'000, 0).state;
        QVERIFY(!reserve(60, state, 3'600'000, 0).granted);
    }

    void breakerOpensByRatio_data()
    {
        QTest::addColumn<QString>("calls"); // s f n r: succeeded, failed, neutral, refused
        QTest::addColumn<QString>("phase");
        QTest::newRow("successes") << "ssssssssssss"
                                   << "closed";
        QTest::newRow("too few to judge") << "fffffffff"
                                          << "closed";
        QTest::newRow("ten failures") << "ffffffffff"
                                      << "open";
        QTest::newRow("below half") << "ssssssffff"
                                    << "closed";
        QTest::newRow("half") << "sssssfffff"
                              << "open";
        QTest::newRow("429 says nothing") << "nnnnnnnnnnnnnnnnnnnnnnnn"
                                          << "closed";
        QTest::newRow("429 does not dilute") << "fffffnnnnnnnnnnfffff"
                                             << "open";
        QTest::newRow("a wrong key at once") << "r"
                                             << "open";
        QTest::newRow("old failures are forgotten") << "ffffsssssssssssssssssssssssss"
                                                    << "closed";
    }
    void breakerOpensByRatio()
    {
        QFETCH(QString, calls);
        const BreakerPolicy policy;
        BreakerState state;
        for (const QChar c : calls) {
            const Admission admission = admit(policy, state, 0);
            if (!admission.admitted)
                break;
            const CallOutcome outcome = c == u's' ? CallOutcome::Succeeded
                : c == u'f'                       ? CallOutcome::Failed
                : c == u'n'                       ? CallOutcome::Neutral
                                                  : CallOutcome::Refused;
            state = settle(policy, admission.state, admission.state.generation, outcome, 0);
        }
        QTEST(toString(state.phase), "phase");
    }

    void breakerProbesAndCloses()
    {
        const BreakerPolicy policy;
        BreakerState state = settle(policy, {}, 0, CallOutcome::Refused, 1'000);
        QCOMPARE(admit(policy, state, 1'000).retryAfterMs, policy.refusedOpenMs);
        QVERIFY(!admit(policy, state, 1'000 + policy.refusedOpenMs - 1).admitted);
        const qint64 later = 1'000 + policy.refusedOpenMs;
        for (int i = 0; i < policy.probes; ++i) {
            const Admission probe = admit(policy, state, later);
            QVERIFY(probe.admitted);
            state = probe.state;
        }
        QVERIFY(!admit(policy, state, later).admitted); // the probes decide first
        for (int i = 0; i < policy.probes; ++i)
            state = settle(policy, state, state.generation, CallOutcome::Succeeded, later);
        QVERIFY(state.phase == BreakerPhase::Closed);
    }

    void failedProbeOpensAgainAndNeutralFreesItsPlace()
    {
        BreakerPolicy policy;
        policy.probes = 1;
        BreakerState state = settle(policy, {}, 0, CallOutcome::Refused, 0);
        const qint64 later = policy.refusedOpenMs;
        state = admit(policy, state, later).state;
        QVERIFY(state.phase == BreakerPhase::HalfOpen);
        QVERIFY(!admit(policy, state, later).admitted);
        state = settle(policy, state, state.generation, CallOutcome::Neutral, later);
        state = admit(policy, state, later).state;
        QCOMPARE(state.probesRunning, 1);
        state = settle(policy, state, state.generation, CallOutcome::Failed, later);
        QVERIFY(state.phase == BreakerPhase::Open);
        QCOMPARE(state.openUntilMs, later + policy.openMs);
    }

    void resultsOfAnotherGenerationSayNothing()
    {
        const BreakerPolicy policy;
        const BreakerState state = settle(policy, {}, 0, CallOutcome::Refused, 0);
        QCOMPARE(settle(policy, state, 0, CallOutcome::Succeeded, 5), state);
        QCOMPARE(settle(policy, state, 0, CallOutcome::Refused, 5), state);
    }

    void openGateAnswersRateLimitedUntilItProbes()
    {
        HandEnvironment environment;
        ProviderGate gate(settingsOf(), environment);
        QVERIFY(!gate.run<QString>({}, failing(ErrorCode::Unavailable)));
        QVERIFY(!gate.run<QString>({}, failing(ErrorCode::Timeout)));
        QVERIFY(gate.health().breaker == BreakerPhase::Open);
        const auto rejected = gate.run<QString>({}, kGood);
        QCOMPARE(rejected.error().code, ErrorCode::RateLimited);
        QCOMPARE(rejected.error().retryAfterMs, 30'000);
        QVERIFY(rejected.error().message.contains(u"because"));
        environment.steady += 30'000;
        QVERIFY(gate.run<QString>({}, kGood));
        const ProviderHealth health = gate.health();
        QVERIFY(health.breaker == BreakerPhase::Closed);
        QCOMPARE(health.calls, 3);
        QCOMPARE(health.failed, 2);
        QCOMPARE(health.succeeded, 1);
        QCOMPARE(health.rejected, 1);
        QVERIFY(health.lastError.isEmpty());
    }

    void providersPauseHoldsForEverybody()
    {
        HandEnvironment environment;
        ProviderGate gate(settingsOf(), environment);
        QCOMPARE(gate.run<QString>({}, failing(ErrorCode::RateLimited, 20'000)).error().retryAfterMs, 20'000);
        environment.steady += 5'000;
        const auto throttled = gate.run<QString>({}, kGood);
        QCOMPARE(throttled.error().code, ErrorCode::RateLimited);
        QCOMPARE(throttled.error().retryAfterMs, 15'000);
        environment.steady += 15'000;
        QVERIFY(gate.run<QString>({}, kGood));
        QCOMPARE(gate.health().throttled, 1);
        QCOMPARE(gate.health().rateLimited, 1);
    }

    void unprotectedGateNeverRests()
    {
        HandEnvironment environment;
        GateSettings settings = settingsOf();
        settings.protects = false;
        ProviderGate gate(settings, environment);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(gate.run<QString>({}, failing(ErrorCode::Unavailable)).error().code, ErrorCode::Unavailable);
        QVERIFY(!gate.run<QString>({}, failing(ErrorCode::RateLimited, 60'000)));
        QVERIFY(gate.run<QString>({}, kGood));
    }

    void ratedGateRefusesALongWait()
    {
        HandEnvironment environment;
        GateSettings settings = settingsOf();
        settings.requestsPerMinute = 6;
        ProviderGate gate(settings, environment);
        QVERIFY(gate.run<QString>({}, kGood));
        const auto throttled = gate.run<QString>({}, kGood);
        QCOMPARE(throttled.error().code, ErrorCode::RateLimited);
        QCOMPARE(throttled.error().retryAfterMs, 10'000);
    }

    void waitingForATokenEndsWhenStopped()
    {
        HandEnvironment environment;
        GateSettings settings = settingsOf();
        settings.requestsPerMinute = 20; // the second call waits 3 s
        ProviderGate gate(settings, environment);
        QVERIFY(gate.run<QString>({}, kGood));
        std::stop_source stop;
        QElapsedTimer timer;
        timer.start();
        const std::jthread stopper([&] { stop.request_stop(); });
        const auto result = gate.run<QString>({{}, 60'000, stop.get_token()}, kGood);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QVERIFY(timer.elapsed() < 1'500);
    }

    void shorterTimeoutCounts_data()
    {
        QTest::addColumn<qint64>("callers");
        QTest::addColumn<qint64>("configured");
        QTest::addColumn<qint64>("effective");
        QTest::newRow("caller's") << qint64(500) << qint64(60'000) << qint64(500);
        QTest::newRow("configured") << qint64(120'000) << qint64(60'000) << qint64(60'000);
        QTest::newRow("caller sets none") << qint64(0) << qint64(60'000) << qint64(60'000);
    }
    void shorterTimeoutCounts()
    {
        QFETCH(qint64, callers);
        QFETCH(qint64, configured);
        HandEnvironment environment;
        GateSettings settings = settingsOf();
        settings.timeoutMs = configured;
        ProviderGate gate(settings, environment);
        qint64 seen = -1;
        QVERIFY(gate.run<QString>({{}, callers, {}}, [&](const CallContext &context) -> Result<QString> {
            seen = context.timeoutMs;
            return QString();
        }));
        QTEST(seen, "effective");
    }

    void strainedErrorsAreOfThreeKinds_data()
    {
        QTest::addColumn<double>("unit");
        QTest::addColumn<int>("code");
        QTest::newRow("first") << 0.0 << int(ErrorCode::Unavailable);
        QTest::newRow("most") << 0.69 << int(ErrorCode::Unavailable);
        QTest::newRow("limited") << 0.71 << int(ErrorCode::RateLimited);
        QTest::newRow("late") << 0.99 << int(ErrorCode::Timeout);
    }
    void strainedErrorsAreOfThreeKinds()
    {
        QFETCH(double, unit);
        const Error error = strainedError(unit);
        QTEST(int(error.code), "code");
        QCOMPARE(error.retryAfterMs >= 1'000, error.code == ErrorCode::RateLimited);
        QVERIFY(error.retryAfterMs <= 5'000);
    }

    void strainHonoursRateTimeoutAndStop()
    {
        HandEnvironment environment;
        QVERIFY(endure({0, 0.0}, environment, {}));
        environment.random = 0; // unit 0: below every rate
        QCOMPARE(endure({0, 0.1}, environment, {}).error().code, ErrorCode::Unavailable);
        environment.random = ~0ULL; // just below 1
        QVERIFY(endure({0, 0.99}, environment, {}));
        QCOMPARE(endure({0, 1.0}, environment, {}).error().code, ErrorCode::Timeout);
        QCOMPARE(endure({60'000, 0}, environment, {{}, 20, {}}).error().code, ErrorCode::Timeout);
        std::stop_source stop;
        const std::jthread stopper([&] { stop.request_stop(); });
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(endure({60'000, 0}, environment, {{}, 120'000, stop.get_token()}).error().code,
                 ErrorCode::Unavailable);
        QVERIFY(timer.elapsed() < 1'500);
    }
};

QTEST_GUILESS_MAIN(TestGate)
#include "tst_gate.moc"
