// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cli/simulate.h"
#include "sim/report/comparison.h"
#include "sim/report/files.h"
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
        options.replications = 2;
        options.sets = {"horizon=12h"};
        QCOMPARE(runSimulateCommand(options), 0);
        options.sets = {"horizon=12h", "thresholds={\"time_to_ready\":[\"p(95)<1s\"]}"};
        QCOMPARE(runSimulateCommand(options), 99);
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
