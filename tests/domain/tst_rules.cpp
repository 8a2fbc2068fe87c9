// SPDX-License-Identifier: GPL-3.0-or-later
// The pure rules, by tables.
#include "core/domain/drain.h"
#include "core/domain/retry.h"
#include "core/domain/scaling.h"
#include "core/saga/advance.h"

#include <QTest>

using namespace remirai;

class TestRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void backoff_data();
    void backoff();
    void failureSpendsAttempts();
    void snoozeFollowsTheProvider();
    void drain_data();
    void drain();
    void waits();
    void demand_data();
    void demand();
    void slotsRiseQuicklyAndFallSlowly();
    void slotLimitsActAtOnce();
    void sagaAdvances_data();
    void sagaAdvances();
    void finalFailureWithdrawsThePrompt();
};

void TestRules::backoff_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<double>("unit");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("first, no wait") << 1 << 0.0 << qint64(0);
    QTest::newRow("first, middle") << 1 << 0.5 << qint64(500);
    QTest::newRow("third doubles twice") << 3 << 0.5 << qint64(2'000);
    QTest::newRow("capped") << 20 << 0.5 << qint64(30'000);
    QTest::newRow("far beyond the cap") << 2'000'000'000 << 0.5 << qint64(30'000);
    QTest::newRow("nonsense counts as the first") << -3 << 0.5 << qint64(500);
}

void TestRules::backoff()
{
    QFETCH(int, failures);
    QFETCH(double, unit);
    QTEST(backoffMs({5, 1'000, 60'000}, failures, unit), "expected");
}

void TestRules::failureSpendsAttempts()
{
    const RetryPolicy policy{3, 1'000, 60'000};
    QVERIFY(afterFailure(policy, 2, false, 0.5).verdict == RetryVerdict::Again);
    QVERIFY(afterFailure(policy, 3, false, 0.5).verdict == RetryVerdict::DeadLetter);
    QVERIFY(afterFailure(policy, 1, true, 0.5).verdict == RetryVerdict::DeadLetter);
}

void TestRules::snoozeFollowsTheProvider()
{
    QCOMPARE(snoozeMs(20'000, 0.0), 20'000);
    QCOMPARE(snoozeMs(20'000, 0.999999) / 1'000, 24);
    QCOMPARE(snoozeMs(0, 0.0), 1'000);
    QCOMPARE(snoozeMs(86'400'000, 0.0), kMaxSnoozeMs);
}

void TestRules::drain_data()
{
    QTest::addColumn<qint64>("backlog");
    QTest::addColumn<double>("arrivals");
    QTest::addColumn<double>("completions");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<qint64>("clearsInMs"); // -1 = never
    QTest::newRow("empty") << qint64(0) << 5.0 << 0.0 << QStringLiteral("clears") << qint64(0);
    QTest::newRow("clears") << qint64(1'000) << 5.0 << 15.0 << QStringLiteral("clears") << qint64(100'000);
    QTest::newRow("nothing moves") << qint64(10) << 0.0 << 0.0 << QStringLiteral("stalled") << qint64(-1);
    QTest::newRow("balance") << qint64(10) << 100.0 << 100.5 << QStringLiteral("stalled") << qint64(-1);
    QTest::newRow("grows") << qint64(10) << 100.0 << 50.0 << QStringLiteral("growing") << qint64(-1);
    QTest::newRow("nobody works") << qint64(10) << 3.0 << 0.0 << QStringLiteral("growing") << qint64(-1);
}

void TestRules::drain()
{
    QFETCH(qint64, backlog);
    QFETCH(double, arrivals);
    QFETCH(double, completions);
    const Drain drain = drainVerdict({backlog, arrivals, completions});
    QTEST(toString(drain.verdict), "verdict");
    QTEST(drain.clearsInMs.value_or(-1), "clearsInMs");
}

void TestRules::waits()
{
    QCOMPARE(expectedWaitMs({0, 5, 0}).value(), 0);
    QCOMPARE(expectedWaitMs({300, 1'000, 10}).value(), 30'000); // who comes later waits behind
    QVERIFY(!expectedWaitMs({300, 0, 0}));
}

void TestRules::demand_data()
{
    QTest::addColumn<qint64>("backlog");
    QTest::addColumn<qint64>("inFlight");
    QTest::addColumn<double>("serviceMs");
    QTest::addColumn<double>("perMinute");
    QTest::addColumn<int>("expected");
    QTest::newRow("rest") << qint64(0) << qint64(0) << 30'000.0 << 0.0 << 10;
    QTest::newRow("one wait each") << qint64(40) << qint64(5) << 30'000.0 << 0.0 << 45;
    QTest::newRow("fast steps need few") << qint64(3'000) << qint64(0) << 300.0 << 0.0 << 30;
    QTest::newRow("never above max") << qint64(50'000) << qint64(100) << 30'000.0 << 0.0 << 100;
    QTest::newRow("never above the provider") << qint64(50'000) << qint64(0) << 30'000.0 << 40.0 << 20;
    QTest::newRow("provider below min") << qint64(50'000) << qint64(0) << 1'000.0 << 60.0 << 1;
    QTest::newRow("service time unknown") << qint64(100) << qint64(0) << 0.0 << 0.0 << 10;
}

void TestRules::demand()
{
    QFETCH(qint64, backlog);
    QFETCH(qint64, inFlight);
    QFETCH(double, serviceMs);
    QFETCH(double, perMinute);
    ScalingPolicy policy;
    policy.providerPerMinute = perMinute;
    QTEST(demandedSlots(policy, {0, backlog, inFlight, serviceMs}), "expected");
}

void TestRules::slotsRiseQuicklyAndFallSlowly()
{
    const ScalingPolicy policy;
    ScalingState state = desiredSlots(policy, {0, 0, 0, 0}, {});
    QCOMPARE(state.slotCount, 10);
    state = desiredSlots(policy, {1'000, 50'000, 10, 30'000}, state);
    QCOMPARE(state.slotCount, 20); // at once
    state = desiredSlots(policy, {2'000, 50'000, 20, 30'000}, state);
    QCOMPARE(state.slotCount, 20); // but only one doubling in 15 s
    state = desiredSlots(policy, {16'000, 50'000, 20, 30'000}, state);
    state = desiredSlots(policy, {31'000, 50'000, 40, 30'000}, state);
    state = desiredSlots(policy, {46'000, 50'000, 80, 30'000}, state);
    QCOMPARE(state.slotCount, 100);
    state = desiredSlots(policy, {50'000, 0, 0, 30'000}, state);
    state = desiredSlots(policy, {349'000, 0, 0, 30'000}, state);
    QCOMPARE(state.slotCount, 100);
    state = desiredSlots(policy, {350'000, 0, 0, 30'000}, state);
    QCOMPARE(state.slotCount, 99);
}

void TestRules::slotLimitsActAtOnce()
{
    ScalingPolicy policy;
    ScalingState state{50, 0, -1};
    policy.maxSlots = 20;
    QCOMPARE(desiredSlots(policy, {1, 50'000, 50, 30'000}, state).slotCount, 20);
    policy = {};
    policy.minSlots = 80;
    QCOMPARE(desiredSlots(policy, {1, 0, 0, 30'000}, state).slotCount, 80);
}

void TestRules::sagaAdvances_data()
{
    QTest::addColumn<StepName>("step");
    QTest::addColumn<AttemptOutcome>("outcome");
    QTest::addColumn<int>("failures");
    QTest::addColumn<QString>("expected"); // state/step persona fate
    const auto row = [](const char *name, StepName step, AttemptOutcome outcome, int failures, const char *expected) {
        QTest::newRow(name) << step << outcome << failures << QString::fromLatin1(expected);
    };
    using enum AttemptOutcome;
    row("written", StepName::Synthesis, Succeeded, 1, "running/illustration generating_image delete");
    row("painted", StepName::Illustration, Succeeded, 4, "completed/illustration ready delete");
    row("may try again", StepName::Synthesis, Failed, 4, "running/synthesis synthesizing retry");
    row("last try", StepName::Synthesis, Failed, 5, "failed/synthesis failed dead");
    row("hopeless", StepName::Illustration, Fatal, 1, "failed/illustration failed dead");
    row("provider full", StepName::Illustration, Snoozed, 5, "running/illustration generating_image snooze");
}

void TestRules::sagaAdvances()
{
    QFETCH(StepName, step);
    QFETCH(AttemptOutcome, outcome);
    QFETCH(int, failures);
    Saga saga;
    saga.step = step;
    const Decision decision =
        advance(saga, {outcome, QStringLiteral("made"), QStringLiteral("why"), 1'000}, {}, failures, 0.5);
    const char *fates[] = {"delete", "retry", "snooze", "dead"};
    const QString text = toString(decision.saga.state) + u'/' + toString(decision.saga.step) + u' '
        + toString(decision.personaStatus) + u' ' + QString::fromLatin1(fates[static_cast<int>(decision.fate)]);
    QTEST(text, "expected");
    QCOMPARE(decision.send.has_value(), outcome == AttemptOutcome::Succeeded && step == StepName::Synthesis);
}

void TestRules::finalFailureWithdrawsThePrompt()
{
    Saga saga;
    saga.step = StepName::Illustration;
    const Decision failed = advance(saga, {AttemptOutcome::Fatal, {}, QStringLiteral("refused"), 0}, {}, 1, 0.5);
    QVERIFY(failed.prompt && failed.prompt->isEmpty());
    QCOMPARE(failed.saga.error, QStringLiteral("refused"));
    saga.step = StepName::Synthesis;
    QVERIFY(!advance(saga, {AttemptOutcome::Fatal, {}, {}, 0}, {}, 1, 0.5).prompt);
}

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
