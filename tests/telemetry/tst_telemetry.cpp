// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/jsonlog.h"
#include "core/telemetry/metrics.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace remirai;

class TestTelemetry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requests();
    void readings();
    void quantiles();
    void logLines();
    void secrets_data();
    void secrets();
    void recordingIsCheap();
};

void TestTelemetry::requests()
{
    Metrics metrics;
    RequestRecorder one(metrics);
    RequestRecorder two(metrics); // of another thread
    one.record("GET", "/a/{id}", 200, 1'500);
    two.record("GET", "/a/{id}", 204, 1'500);
    one.record("POST", "/a/{id}", 503, 20'000'000);
    one.record({}, {}, 499, 10);
    const QByteArray text = metrics.exposition({});
    QVERIFY(text.contains(R"(remirai_http_requests_total{method="GET",route="/a/{id}",status="2xx"} 2)"));
    QVERIFY(text.contains(R"(remirai_http_requests_total{method="POST",route="/a/{id}",status="5xx"} 1)"));
    QVERIFY(text.contains(R"(remirai_http_requests_total{method="",route="",status="4xx"} 1)"));
    QVERIFY(
        text.contains(R"(remirai_http_request_duration_seconds_count{method="GET",route="/a/{id}",status="2xx"} 2)"));
}

void TestTelemetry::readings()
{
    const QByteArray text =
        Metrics().exposition({{"remirai_x", "What it is.", Reading::Kind::Gauge, {{{{"queue", "a\"b"}}, 1.5}}},
                              {"remirai_y_total", "More.", Reading::Kind::Counter, {{{}, 3}}}});
    QVERIFY(text.contains("# TYPE remirai_x gauge\nremirai_x{queue=\"a\\\"b\"} 1.5\n"));
    QVERIFY(text.contains("# TYPE remirai_y_total counter\nremirai_y_total 3\n"));
}

void TestTelemetry::quantiles()
{
    Metrics metrics;
    QCOMPARE(metrics.requestDurations().seconds(0.99), 0.0);
    RequestRecorder recorder(metrics);
    for (int i = 0; i < 99; ++i)
        recorder.record("GET", "/", 200, 700); // between 0.5 and 1 ms
    recorder.record("GET", "/", 200, 400'000);
    QVERIFY(metrics.requestDurations().seconds(0.5) > 0.0005 && metrics.requestDurations().seconds(0.5) < 0.001);
    QVERIFY(metrics.requestDurations().seconds(1.0) > 0.25);
}

void TestTelemetry::logLines()
{
    const QByteArray line =
        logLine(1'772'366'400'000, QtWarningMsg, QStringLiteral("remirai.http"), QStringLiteral("two\nlines"));
    QCOMPARE(line.count('\n'), 1);
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    QCOMPARE(object.value(QLatin1String("time")).toString(), QStringLiteral("2026-03-01T12:00:00.000Z"));
    QCOMPARE(object.value(QLatin1String("level")).toString(), QStringLiteral("warning"));
    QCOMPARE(object.value(QLatin1String("category")).toString(), QStringLiteral("remirai.http"));
    QCOMPARE(object.value(QLatin1String("message")).toString(), QStringLiteral("two\nlines"));
}

void TestTelemetry::secrets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("clean");
    const auto row = [](const char *text, const char *clean) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(clean);
    };
    row("Authorization: Bearer abc.def", "Authorization: Bearer ***");
    row("token eyJhbGciOi.eyJzdWIi.c2ln end", "token *** end");
    row("key sk-abcdefgh1234 end", "key *** end");
    row("postgresql://ann:pw@host/db", "postgresql://***@host/db");
    row("host=x password=geheim port=1", "host=x password=*** port=1");
    row("nothing to hide", "nothing to hide");
}

void TestTelemetry::secrets()
{
    QFETCH(QString, text);
    QFETCH(QString, clean);
    QCOMPARE(redacted(text), clean);
}

void TestTelemetry::recordingIsCheap()
{
    Metrics metrics;
    RequestRecorder recorder(metrics);
    const QByteArray route = "/api/v1/surveys/{survey_id}/responses";
    QBENCHMARK
    {
        for (int i = 0; i < 1'000; ++i)
            recorder.record("POST", route, 201, 900);
    }
}

QTEST_APPLESS_MAIN(TestTelemetry)
#include "tst_telemetry.moc"
