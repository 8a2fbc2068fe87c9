// SPDX-License-Identifier: GPL-3.0-or-later
// `remirai spike` against a real server.
#include "tests/e2e/serverprocess.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace remirai;

namespace {

struct Ran
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

} // namespace

class TestSpike : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_server = std::make_unique<ServerProcess>(m_folder.path(), "[local]\nlatency = \"50ms\"\n");
        QVERIFY(m_server->start());
    }

    void measuresAndReports()
    {
        const QTemporaryDir results;
        const QString out = results.filePath(QStringLiteral("out"));
        const Ran ran = spike(
            {QStringLiteral("--scale"), QStringLiteral("0.02"), QStringLiteral("--out"), out, QStringLiteral("--json"),
             QStringLiteral("--set"), QStringLiteral("live={\"from\":\"59m58s\",\"duration\":\"5s\"}"),
             QStringLiteral("--set"), QStringLiteral("clients.poll=200ms"), QStringLiteral("--set"),
             QStringLiteral("thresholds={\"answered_share\":[\"value>0.9\"],\"cost\":[\"value<1\"]}")});
        QVERIFY2(ran.code == 0 || ran.err.isEmpty(), ran.err.constData());
        const QJsonObject summary = QJsonDocument::fromJson(ran.out).object();
        QCOMPARE(summary[QStringLiteral("source")].toString(), QStringLiteral("live"));
        const QJsonArray variants = summary[QStringLiteral("variants")].toArray();
        QCOMPARE(variants.size(), 2);
        QCOMPARE(variants[0][QStringLiteral("name")].toString(), QStringLiteral("measured"));
        QCOMPARE(variants[1][QStringLiteral("name")].toString(), QStringLiteral("predicted"));
        const auto measured = [&](const QString &name) {
            return variants[0][QStringLiteral("scalars")][name][QStringLiteral("mean")];
        };
        QVERIFY(measured(QStringLiteral("submitted")).toDouble() > 30); // 20/s for three seconds
        QCOMPARE(measured(QStringLiteral("ready")).toDouble(), measured(QStringLiteral("submitted")).toDouble());
        QVERIFY(measured(QStringLiteral("api_latency_p99")).toDouble() > 0);
        QVERIFY(measured(QStringLiteral("depth_max")).isDouble()); // it found the token in the data directory
        QVERIFY(measured(QStringLiteral("cost")).isNull());
        QVERIFY(measured(QStringLiteral("recovery")).isDouble());
        const QJsonArray thresholds = variants[0][QStringLiteral("thresholds")].toArray();
        QCOMPARE(thresholds.size(), 1); // cost cannot be judged
        QVERIFY(thresholds[0][QStringLiteral("pass")].toBool());
        for (const auto name : {"run.sqlite", "series.csv", "summary.json", "report.html"})
            QVERIFY2(QFile(out + u'/' + QLatin1String(name)).size() > 1'000, name);
    }

    void thresholdsDecideTheExitCode()
    {
        // A busy machine may delay the generator: the program then says that the run is void, and another is due.
        Ran ran;
        for (int attempt = 0; attempt < 5 && (attempt == 0 || ran.out.contains("INVALID")); ++attempt)
            ran = spike({QStringLiteral("--scale"), QStringLiteral("0.005"), QStringLiteral("--drain"),
                         QStringLiteral("5s"), QStringLiteral("--set"),
                         QStringLiteral("live={\"from\":\"1h\",\"duration\":\"2s\"}"), QStringLiteral("--set"),
                         QStringLiteral("clients.poll=200ms"), QStringLiteral("--set"),
                         QStringLiteral("thresholds={\"api_latency\":[\"p(99)<1ns\"]}")});
        QCOMPARE(ran.code, 99);
    }

    void othersAreSpared()
    {
        const Ran ran = run({QStringLiteral("spike"), QStringLiteral("viral-spike"), QStringLiteral("--target"),
                             QStringLiteral("http://192.0.2.1:8080")});
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.err.contains("--yes"), ran.err.constData());
    }

private:
    Ran spike(const QStringList &more)
    {
        return run(QStringList{QStringLiteral("spike"), QStringLiteral("viral-spike"), QStringLiteral("--target"),
                               QStringLiteral("http://127.0.0.1:%1").arg(m_server->port()),
                               QStringLiteral("--data-dir"), m_folder.path()}
                   + more);
    }
    Ran run(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral(REMIRAI_EXECUTABLE), arguments);
        Ran ran;
        if (process.waitForFinished(90'000))
            ran.code = process.exitCode();
        ran.out = process.readAllStandardOutput();
        ran.err = process.readAllStandardError();
        return ran;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<ServerProcess> m_server;
};

QTEST_GUILESS_MAIN(TestSpike)
#include "tst_spike.moc"
