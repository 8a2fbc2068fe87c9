// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cli/simulate.h"
#include "sim/report/comparison.h"
#include "sim/report/figures.h"
#include "sim/report/files.h"
#include "sim/report/readrun.h"
#include "sim/scenario/scenario.h"
#include "sim/stats/scalars.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>

using namespace remirai::sim;

class TestResults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto scenario = loadScenario(QStringLiteral("provider-outage"), {QStringLiteral("horizon=6h")});
        QVERIFY(scenario.ok());
        RunOptions options;
        options.replications = 5;
        m_result = runExperiment(*scenario, options);
        QVERIFY(m_folder.isValid());
        QVERIFY(writeFiles(m_result, m_folder.path()).ok());
    }

    void smallShares_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0.0 << QStringLiteral("0 %");
        QTest::newRow("of ten millions") << 4.8e-7 << QStringLiteral("< 0.001 %");
        QTest::newRow("of a hundred thousand") << 4.8e-5 << QStringLiteral("0.0048 %");
        QTest::newRow("of ten thousand") << 4.8e-4 << QStringLiteral("0.048 %");
        QTest::newRow("of a hundred") << 0.034 << QStringLiteral("3.4 %");
        QTest::newRow("most") << 0.98765 << QStringLiteral("98.77 %");
    }
    void smallShares()
    {
        QFETCH(double, share);
        QTEST(figure(share, u"share", {}), "text");
    }

    void sqlite()
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("check"));
            database.setDatabaseName(m_folder.filePath(QStringLiteral("run.sqlite")));
            QVERIFY(database.open());
            const auto one = [&](const char *sql) {
                QSqlQuery query(database);
                return query.exec(QString::fromLatin1(sql)) && query.next() ? query.value(0).toLongLong() : -1;
            };
            QCOMPARE(one("SELECT count(*) FROM variants"), 3);
            QCOMPARE(one("SELECT count(*) FROM scalars"), 3 * qint64(scalarKinds().size()));
            QCOMPARE(one("SELECT count(*) FROM replications"), 15 * qint64(scalarKinds().size()));
            QCOMPARE(one("SELECT count(*) FROM series WHERE metric = 'depth' AND variant_id = 1"), 360);
            // The stored configuration makes the same run again.
            QSqlQuery query(database);
            QVERIFY(query.exec(QStringLiteral("SELECT config FROM variants WHERE id = 2")) && query.next());
            const auto again = readScenario(query.value(0).toByteArray(), QStringLiteral("stored"), {});
            QVERIFY2(again.ok(), again ? "" : qPrintable(again.error().message));
            RunOptions options;
            options.replications = 5;
            QCOMPARE(runExperiment(*again, options).variants.front().fingerprint, m_result.variants[1].fingerprint);
        }
        QSqlDatabase::removeDatabase(QStringLiteral("check"));
    }

    void csvHasEveryPoint()
    {
        const QByteArray csv = read("series.csv");
        QCOMPARE(csv.count('\n'), 1 + 3 * 360 * int(kMetricSize));
        QVERIFY(csv.startsWith("variant,metric,t_s,mean,p05,p50,p95\nerrors,arrivals,60,"));
    }

    void summaryIsComplete()
    {
        const QJsonObject summary = QJsonDocument::fromJson(read("summary.json")).object();
        QCOMPARE(summary[QStringLiteral("variants")].toArray().size(), 3);
        QCOMPARE(summary[QStringLiteral("source")].toString(), QStringLiteral("simulation"));
        QFile file(QStringLiteral(":/scenarios/summary.schema.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
        QStringList required;
        for (const QJsonValue &name : schema[QStringLiteral("required")].toArray())
            required << name.toString();
        required.sort();
        QCOMPARE(summary.keys(), required);
    }

    void reportIsSelfContained()
    {
        const QString html = QString::fromUtf8(read("report.html"));
        QVERIFY(!html.contains(QRegularExpression(QStringLiteral("(src|href)\\s*=|https?://|@[A-Z]+@|url\\("))));
        QVERIFY(html.contains(QStringLiteral("prefers-color-scheme: dark")));
        QCOMPARE(html.count(QStringLiteral("<figure")), html.count(QStringLiteral("</figure>")));
        QVERIFY(!html.contains(QStringLiteral("nan")));
    }

    // Each name of a variant stands above its own column.
    void columnsOfTheSummaryLineUp()
    {
        const QStringList lines = summaryText(m_result).split(u'\n');
        const auto header = std::find_if(lines.begin(), lines.end(),
                                         [](const QString &line) { return line.contains(QStringLiteral("errors  ")); });
        QVERIFY(header != lines.end());
        QVERIFY((header + 1)->startsWith(QStringLiteral("  submitted")));
        QVERIFY((header + 1)->at(header->indexOf(QStringLiteral("errors"))).isDigit());
        QVERIFY((header + 1)->at(header->indexOf(QStringLiteral("refusals"))).isDigit());
    }

    // What was written can be opened again.
    void readBack()
    {
        const auto again = readRun(m_folder.path());
        QVERIFY2(again.ok(), again ? "" : qPrintable(again.error().message));
        QCOMPARE(again->variants.size(), m_result.variants.size());
        QCOMPARE(again->fingerprint, m_result.fingerprint);
        const VariantResult &was = m_result.variants[1];
        const VariantResult &is = again->variants[1];
        QCOMPARE(is.name, was.name);
        QCOMPARE(is.preflight.sentence, was.preflight.sentence);
        const auto ready = static_cast<size_t>(scalarIndex(u"ready"));
        QCOMPARE(is.scalars[ready].mean, was.scalars[ready].mean);
        QCOMPARE(is.scalars[ready].halfWidth, was.scalars[ready].halfWidth);
        QCOMPARE(is.series[size_t(Metric::Depth)].p95, was.series[size_t(Metric::Depth)].p95);
        QCOMPARE(is.thresholds.size(), was.thresholds.size());
        QVERIFY(!readRun(QStringLiteral("/no/such/folder")));
        QTemporaryDir other;
        QFile file(other.filePath(QStringLiteral("run.sqlite")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("not a database, and long enough to be none") > 0);
        file.close();
        const auto broken = readRun(other.path());
        QVERIFY(!broken);
        QVERIFY2(broken.error().message.contains(QStringLiteral("no run that can be read")),
                 qPrintable(broken.error().message));
    }

    void pairedDifferencesAreNarrow()
    {
        const int scalar = scalarIndex(u"calls");
        const Estimate difference = pairedDifference(m_result.variants[0], m_result.variants[1], scalar);
        QVERIFY(difference.halfWidth < m_result.variants[0].scalars[size_t(scalar)].halfWidth
                    + m_result.variants[1].scalars[size_t(scalar)].halfWidth);
    }

    void exitCodes()
    {
        SimulateOptions options;
        QCOMPARE(runSimulateCommand(options), 2);
        options.scenario = "no-such-scenario";
        QCOMPARE(runSimulateCommand(options), 2);
        options.scenario = "viral-spike";
        options.compare = {"viral-spike", "retry-storm"};
        QCOMPARE(runSimulateCommand(options), 2); // which of them?
        options.compare.clear();
        options.out = "/proc/no/such";
        QCOMPARE(runSimulateCommand(options), 1);
        options.out.clear();
        options.replications = 2;
        options.sets = {"horizon=12h"};
        QCOMPARE(runSimulateCommand(options), 0);
        options.sets = {"horizon=12h", "thresholds={\"time_to_ready\":[\"p(95)<1s\"]}"};
        QCOMPARE(runSimulateCommand(options), 99);
    }

    // A replication that never recovers must not be left out of the threshold on recovery.
    void neverRecoveredFails()
    {
        const auto scenario = loadScenario(
            QStringLiteral("viral-spike"),
            {QStringLiteral("horizon=5h"), QStringLiteral("thresholds={\"recovery\":[\"value<4h\",\"p(95)<4h\"]}")});
        QVERIFY(scenario.ok());
        RunOptions options;
        options.replications = 2;
        const ExperimentResult result = runExperiment(*scenario, options);
        for (const ThresholdResult &threshold : result.variants.front().thresholds) {
            QVERIFY(std::isinf(threshold.observed));
            QVERIFY(!threshold.pass);
        }
    }

private:
    QByteArray read(const char *name) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    ExperimentResult m_result;
};

QTEST_GUILESS_MAIN(TestResults)
#include "tst_sim_results.moc"
