// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that operators rely on: signatures, waits, alerts, tiers of history, careful redrive.
#include "core/domain/alerts.h"
#include "core/domain/errorsignature.h"
#include "core/domain/operation.h"
#include "core/domain/redeath.h"
#include "core/domain/series.h"
#include "core/domain/waits.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace remirai;

class TestOperatorRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signature_data();
    void signature();
    void signaturesDiffer();
    void waits();
    void tier_data();
    void tier();
    void resampling();
    void alertLife();
    void alertsOff();
    void canary_data();
    void canary();
    void redeath();
    void ramp();
    void filters_data();
    void filters();
    void filterMatches();
    void roles();
};

void TestOperatorRules::signature_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *message, const char *text) {
        QTest::newRow(message) << QString::fromUtf8(message) << QString::fromUtf8(text);
    };
    row("", "");
    row("connection refused", "connection refused");
    row("openai: HTTP 500 internal error (request 7f3a)", "openai: HTTP 500 internal error (request #)");
    row("no saga 0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a11 here", "no saga # here");
    row("attempt 3 of 5 took 1.5s", "attempt # of # took #");
    row("cannot reach 127.0.0.1:8080", "cannot reach #");
    row("  two\n lines\t7 ", "two lines #");
    row("99% full", "# full");
    row("“Anna-7”: nicht möglich", "“#”: nicht möglich");
}

void TestOperatorRules::signature()
{
    QFETCH(QString, message);
    QFETCH(QString, text);
    QCOMPARE(normalizedError(message), text);
    QCOMPARE(errorSignature(message).size(), text.isEmpty() ? 0 : 16);
    QCOMPARE(isErrorSignature(errorSignature(message)), !text.isEmpty());
}

void TestOperatorRules::signaturesDiffer()
{
    QCOMPARE(errorSignature(QStringLiteral("HTTP 500 (id 1)")), errorSignature(QStringLiteral("HTTP 500 (id 2)")));
    QVERIFY(errorSignature(QStringLiteral("HTTP 500")) != errorSignature(QStringLiteral("HTTP 401")));
    QVERIFY(normalizedError(QString(100'000, u'x')).size() <= 200);
    QVERIFY(!isErrorSignature(QStringLiteral("8D3F2C1A9B0E4F57")));
}

void TestOperatorRules::waits()
{
    QCOMPARE(waitBucket(-5), 0);
    QCOMPARE(waitBucket(1), 0);
    QCOMPARE(waitBucket(2), 2); // a bucket's end belongs to it
    QCOMPARE(waitBucket(3), 4);
    QCOMPARE(waitBucket(1LL << 40), kWaitBuckets - 1);
    QVERIFY(!waitPercentileMs({}, 0.5));
    WaitCounts counts{};
    for (int i = 0; i < 99; ++i)
        ++counts[size_t(waitBucket(100))];
    ++counts[size_t(waitBucket(60'000))];
    QVERIFY(std::abs(*waitPercentileMs(counts, 0.5) - 100) < 30);
    QVERIFY(*waitPercentileMs(counts, 0.99) < 150);
    QVERIFY(*waitPercentileMs(counts, 0.999) > 40'000);
    const WaitCounts none = waitsSince(counts, counts);
    QVERIFY(!waitPercentileMs(none, 0.5));
}

void TestOperatorRules::tier_data()
{
    constexpr qint64 kHour = 3'600'000;
    QTest::addColumn<qint64>("fromAgo");
    QTest::addColumn<qint64>("step"); // 0 = none
    QTest::addColumn<qint64>("tierMs"); // 0 = refused
    QTest::addColumn<qint64>("stepMs");
    QTest::newRow("five minutes") << 300'000LL << 0LL << 1'000LL << 1'000LL;
    QTest::newRow("an hour") << kHour << 0LL << 1'000LL << 5'000LL;
    QTest::newRow("an hour by 10 s") << kHour << 10'000LL << 1'000LL << 10'000LL;
    QTest::newRow("an hour, too fine") << kHour << 1'000LL << 0LL << 0LL;
    QTest::newRow("three hours") << 3 * kHour << 0LL << 60'000LL << 60'000LL;
    QTest::newRow("three hours by 90 s") << 3 * kHour << 90'000LL << 60'000LL << 120'000LL;
    QTest::newRow("a week") << 168 * kHour << 0LL << 60'000LL << 840'000LL;
    QTest::newRow("a month") << 720 * kHour << 0LL << kHour << kHour;
    QTest::newRow("90 days") << 2'160 * kHour << 0LL << kHour << 3 * kHour;
    QTest::newRow("a year") << 8'760 * kHour << 0LL << 0LL << 0LL;
    QTest::newRow("the future") << -kHour << 0LL << 0LL << 0LL;
}

void TestOperatorRules::tier()
{
    QFETCH(qint64, fromAgo);
    QFETCH(qint64, step);
    QFETCH(qint64, tierMs);
    QFETCH(qint64, stepMs);
    constexpr qint64 kNow = 1'772'366'400'000;
    const auto range = seriesRange(kNow - fromAgo, kNow, step > 0 ? std::optional(step) : std::nullopt, kNow);
    QCOMPARE(range.ok(), tierMs > 0);
    if (!range) {
        QVERIFY(!range.error().field.isEmpty());
        return;
    }
    QCOMPARE(range->tier.stepMs, tierMs);
    QCOMPARE(range->stepMs, stepMs);
    QCOMPARE(range->fromMs % stepMs, 0);
    QVERIFY(range->fromMs <= kNow - fromAgo && range->toMs >= kNow);
    QVERIFY(range->points() <= size_t(kMaxSeriesPoints));
}

void TestOperatorRules::resampling()
{
    const SeriesRange range{0, 4'000, 2'000, kSecondTier};
    const auto bands = resample({{0, {1, 1, 1}}, {1'000, {3, 2, 9}}, {4'000, {7, 7, 7}}}, range);
    QCOMPARE(bands.size(), size_t(2));
    QCOMPARE(bands[0].mean, 2.0);
    QCOMPARE(bands[0].low, 1.0);
    QCOMPARE(bands[0].high, 9.0);
    QVERIFY(bands[1].isEmpty()); // nothing was measured; what comes later is not in the range
}

void TestOperatorRules::alertLife()
{
    const QString queue = QStringLiteral("q");
    AlertRules rules;
    AlertFacts facts;
    facts.queues = {{queue, 700'000, 0, 3, false, true}};
    facts.workerSlots = 4;
    AlertStep step = evaluateAlerts(rules, facts, {}, 1'000);
    QVERIFY(step.firing.empty()); // it has to hold for a minute
    step = evaluateAlerts(rules, facts, step.state, 60'999);
    QVERIFY(step.firing.empty());
    step = evaluateAlerts(rules, facts, step.state, 61'000);
    QCOMPARE(step.fired.size(), size_t(1));
    QCOMPARE(toString(step.firing[0].rule), QStringLiteral("oldest_age"));
    QCOMPARE(step.firing[0].sinceMs, 1'000);
    QVERIFY(step.firing[0].text.contains(queue));
    step = evaluateAlerts(rules, facts, step.state, 62'000);
    QCOMPARE(step.firing.size(), size_t(1));
    QVERIFY(step.fired.empty()); // only once
    facts.queues[0].oldestAgeMs = 0;
    step = evaluateAlerts(rules, facts, step.state, 63'000);
    QVERIFY(step.firing.empty());
    QCOMPARE(step.cleared.size(), size_t(1));

    facts.queues[0].deadLetters = 2;
    facts.workerSlots = 0;
    facts.providers = {{QStringLiteral("llm"), true, QStringLiteral("HTTP 500")}};
    step = evaluateAlerts(rules, facts, {}, 0);
    QCOMPARE(step.firing.size(), size_t(1)); // dead letters at once
    step = evaluateAlerts(rules, facts, step.state, 30'000);
    QCOMPARE(step.firing.size(), size_t(3));
    for (const Alert &alert : step.firing) {
        if (toString(alert.rule) == QLatin1String("provider_down")) {
            QCOMPARE(alert.value, 30'000.0);
            QVERIFY2(alert.text.contains(QLatin1String("3 messages wait")), qPrintable(alert.text));
        }
    }
    facts.queues[0].deadLetters = 1;
    facts.queues[0].snoozed = 1;
    QStringList texts;
    for (const Alert &alert : evaluateAlerts(rules, facts, step.state, 30'000).firing)
        texts << alert.text;
    const QString all = texts.join(QLatin1Char('\n'));
    QVERIFY2(all.contains(QLatin1String("1 dead letter of q waits for somebody to redrive or delete it")),
             qPrintable(all));
    QVERIFY2(all.contains(QLatin1String("1 message waits for it")), qPrintable(all));
    facts.queues[0].paused = true; // nobody misses workers of a paused queue
    step = evaluateAlerts(rules, facts, step.state, 31'000);
    QCOMPARE(step.firing.size(), size_t(2));
}

void TestOperatorRules::alertsOff()
{
    AlertFacts facts;
    facts.queues = {{QStringLiteral("q"), 1'000'000, 50, 0, false, true}};
    facts.providers = {{QStringLiteral("llm"), true, {}}};
    const AlertRules off{0, 0, 0, 0, 0, 0};
    QVERIFY(evaluateAlerts(off, facts, {}, 0).state.holding.empty());
}

void TestOperatorRules::canary_data()
{
    QTest::addColumn<qint64>("died");
    QTest::addColumn<qint64>("pending");
    QTest::addColumn<double>("ratio"); // below 0: none
    QTest::addColumn<qint64>("waited");
    QTest::addColumn<int>("verdict"); // 0 wait, 1 go on, 2 stop
    QTest::newRow("all through") << 0LL << 0LL << -1.0 << 0LL << 1;
    QTest::newRow("half dead is allowed") << 5LL << 0LL << -1.0 << 0LL << 1;
    QTest::newRow("more than half") << 6LL << 0LL << -1.0 << 0LL << 2;
    QTest::newRow("too many already") << 6LL << 4LL << -1.0 << 0LL << 2;
    QTest::newRow("not yet") << 1LL << 3LL << -1.0 << 1'000LL << 0;
    QTest::newRow("never ends") << 1LL << 3LL << -1.0 << kCanaryPatienceMs << 2;
    QTest::newRow("none may die") << 1LL << 9LL << 0.0 << 0LL << 2;
    QTest::newRow("all may die") << 10LL << 0LL << 1.0 << 0LL << 1;
}

void TestOperatorRules::canary()
{
    QFETCH(qint64, died);
    QFETCH(qint64, pending);
    QFETCH(double, ratio);
    QFETCH(qint64, waited);
    QFETCH(int, verdict);
    const CanaryDecision decision =
        judgeCanary({10, died, pending}, ratio < 0 ? std::nullopt : std::optional(ratio), waited);
    QCOMPARE(int(decision.verdict), verdict);
    QCOMPARE(decision.note.isEmpty(), verdict != 2);
}

void TestOperatorRules::redeath()
{
    QVERIFY(!redeathNote({100, 100, 0}, std::nullopt));
    QVERIFY(!redeathNote({100, 4, 96}, 0.1)); // too few have ended
    QVERIFY(redeathNote({100, 5, 95}, 0.1));
    QVERIFY(!redeathNote({100, 10, 0}, 0.1));
    QVERIFY(redeathNote({100, 11, 0}, 0.1));
}

void TestOperatorRules::ramp()
{
    QCOMPARE(rampRate(60, false, 0), 60.0);
    QCOMPARE(rampRate(60, true, 0), 2.0);
    QCOMPARE(rampRate(60, true, 14'000), 30.0);
    QCOMPARE(rampRate(60, true, 100'000), 60.0);
    QCOMPARE(rampRate(0, true, 0), 0.0);
    QCOMPARE(rampDurationMs(600, 60, false), 10'000);
    QCOMPARE(rampDurationMs(600, 0, true), 0);
    // What a second-by-second walk up the ramp takes.
    double passed = 0;
    qint64 ms = 0;
    for (; passed < 3'000; ++ms)
        passed += rampRate(60, true, ms) / 1'000;
    QVERIFY2(std::abs(rampDurationMs(3'000, 60, true) - ms) < 50, qPrintable(QString::number(ms)));
}

void TestOperatorRules::filters_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QString>("field"); // empty = good
    const auto row = [](const char *kind, const QByteArray &filter, const char *field) {
        QTest::addRow("%s %s", kind, filter.constData())
            << QString::fromLatin1(kind) << filter << QString::fromLatin1(field);
    };
    row("redrive", R"({"queue":"a-dlq","q":"x","error_signature":"0123456789abcdef"})", "");
    row("redrive", R"({})", "filter.queue");
    row("redrive", R"({"queue":"a b"})", "filter.queue");
    row("redrive", R"({"queue":"a","step":"synthesis"})", "filter.step");
    row("retry", R"({"step":"synthesis","after":"2026-03-01T12:00:00Z"})", "");
    row("retry", R"({})", "");
    row("retry", R"({"queue":"a"})", "filter.queue");
    row("retry", R"({"state":"visible"})", "filter.state");
    row("delete", R"({"queue":"a","state":"lost"})", "filter.state");
    row("delete", R"({"queue":"a","ids":["x"]})", "filter.ids");
    row("delete", R"({"queue":"a","ids":["0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a11"]})", "");
    row("delete", R"({"queue":"a","error_signature":"nope"})", "filter.error_signature");
    row("delete", R"({"queue":"a","before":"yesterday"})", "filter.before");
    row("purge", R"({"queue":"a"})", "");
    row("purge", R"({"queue":"a","q":"x"})", "filter.");
    row("park", R"({"queue":"a","colour":"red"})", "filter.colour");
    row("park", R"({"queue":7})", "filter.queue");
}

void TestOperatorRules::filters()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, filter);
    QFETCH(QString, field);
    const QJsonObject object = QJsonDocument::fromJson(filter).object();
    const auto read = operationFilterFrom(object, *operationKindFrom(kind));
    QCOMPARE(read ? QString() : read.error().field, field);
    if (read) { // what is stored says the same again
        const auto again = operationFilterFrom(toJson(*read), *operationKindFrom(kind));
        QVERIFY(again.ok());
        QCOMPARE(toJson(*again), toJson(*read));
    }
}

void TestOperatorRules::filterMatches()
{
    Message message;
    message.body = "{\"name\":\"Ann\"}";
    message.lastError = QStringLiteral("HTTP 500 (7)");
    message.sentAtMs = 1'000;
    message.visibleAtMs = 5'000;
    OperationFilter filter;
    QVERIFY(filter.matches(message, 0));
    filter.text = QStringLiteral("Ann");
    filter.errorSignature = errorSignature(QStringLiteral("HTTP 500 (8)"));
    filter.afterMs = 1'000;
    filter.beforeMs = 1'001;
    filter.state = MessageState::Delayed;
    QVERIFY(filter.matches(message, 4'999));
    QVERIFY(!filter.matches(message, 5'000)); // visible by now
    message.leased = true;
    QVERIFY(!filter.matches(message, 4'999));
    Saga saga;
    saga.error = QStringLiteral("no MONEY");
    OperationFilter failed;
    failed.text = QStringLiteral("money");
    QVERIFY(failed.matches(saga));
    failed.step = StepName::Illustration;
    QVERIFY(!failed.matches(saga));
}

void TestOperatorRules::roles()
{
    for (const char *kind : {"redrive", "retry", "park", "pause", "resume", "scale"})
        QCOMPARE(toString(roleFor(*operationKindFrom(QString::fromLatin1(kind)))), QStringLiteral("operator"));
    for (const char *kind : {"delete", "purge"})
        QCOMPARE(toString(roleFor(*operationKindFrom(QString::fromLatin1(kind)))), QStringLiteral("admin"));
    QVERIFY(!checkPace({5, 0, {}}, OperationKind::Delete).ok());
    QVERIFY(!checkPace({0, -1, {}}, OperationKind::Redrive).ok());
    QVERIFY(!checkPace({0, 1, 1.5}, OperationKind::Redrive).ok());
    QVERIFY(checkPace({5, 50, 0.2}, OperationKind::Retry).ok());
}

QTEST_GUILESS_MAIN(TestOperatorRules)
#include "tst_operatorrules.moc"
