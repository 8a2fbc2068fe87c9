// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/preview.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/thresholds.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <numeric>

using namespace remirai;
using namespace remirai::sim;

namespace {

const QByteArray kSmall = R"({
  "version": 1, "name": "small", "horizon": "1h",
  "arrivals": {"rate": "2/s"},
  "steps": {"synthesis": {"latency": "5s"}}
})";

Result<Scenario> read(const QByteArray &bytes, const QStringList &sets = {})
{
    return readScenario(bytes, QStringLiteral("small.json"), QDir::currentPath(), sets);
}

double total(const Model &model)
{
    return std::accumulate(model.expected->begin(), model.expected->end(), 0.0);
}

} // namespace

class TestScenario : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void minimal()
    {
        const auto scenario = read(kSmall);
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
        const Model &model = scenario->variants.front().model;
        QCOMPARE(model.horizonNs, qint64(3'600'000'000'000));
        QVERIFY(std::abs(total(model) - 7'200) < 1e-6);
        QCOMPARE(model.cellNs, qint64(15'000'000'000)); // the slots are decided every 15 s
    }

    // Each kind of mistake: the message has the place and the way out.
    void mistakes_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *from, const char *to, const char *expected) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString::fromUtf8(expected);
        };
        row("unknown key", "\"latency\"", "\"latencyy\"",
            "small.json:4: steps.synthesis.latencyy: unknown key; did you mean “latency”?");
        row("unknown top key", "\"horizon\"", "\"horizont\"", "small.json:2: horizon");
        row("no unit", "\"5s\"", "5", "small.json:4: steps.synthesis.latency: must be a time like \"30s\"");
        row("no unit in horizon", "\"1h\"", "3600", "small.json:2: horizon: 3600 has no unit");
        row("unknown unit", "\"1h\"", "\"1 fortnight\"", "small.json:2: horizon: ");
        row("rate without unit", "\"2/s\"", "\"2\"", "small.json:3: arrivals.rate: ");
        row("wrong version", "\"version\": 1", "\"version\": 2", "version: must be 1");
        row("broken JSON", "\"arrivals\"", "arrivals", "small.json:3:3: a key in double quotes is needed here");
        row("doubled key", "\"name\": \"small\"", "\"version\": 1", "small.json:2:");
        row("share above one", "\"5s\"}", "\"5s\", \"failure\": 5}",
            "steps.synthesis.failure: 5 is not between 0 and 1");
        row("wrong word", "\"5s\"}", "{\"dist\": \"lognormale\", \"mean\": \"5s\"}}", "did you mean “lognormal”?");
        row("threshold grammar", "\"steps\"", "\"thresholds\": {\"wait\": [\"p95 < 3\"]}, \"steps\"",
            "is not a threshold; write for instance");
        row("threshold metric", "\"steps\"", "\"thresholds\": {\"time_to_redy\": [\"avg<3s\"]}, \"steps\"",
            "did you mean “time_to_ready”?");
        row("missing file", "\"rate\": \"2/s\"", "\"csv\": \"no-such.csv\"", "cannot read");
        row("extends nothing", "\"version\": 1,", "\"version\": 1, \"extends\": \"viral-spik\",",
            "did you mean “viral-spike”?");
        row("max below min", "\"steps\"", "\"workers\": {\"min\": 10, \"max\": 5}, \"steps\"",
            "small.json:4: workers.max: is below min (10)");
        row("two bases", "\"rate\": \"2/s\"", "\"rate\": \"2/s\", \"users\": {\"from\": 1}",
            "give one of rate, pieces, users and csv");
        row("no spike rate", "\"rate\": \"2/s\"", "\"rate\": \"2/s\", \"spikes\": [{\"at\": \"1m\"}]",
            "arrivals.spikes.0.rate: is missing");
        row("seed no number", "\"name\"", "\"seed\": \"abc\", \"name\"",
            "small.json:2: seed: must be a number, like 1");
        row("seed broken", "\"name\"", "\"seed\": 1.5, \"name\"", "seed: 1.5 is not a whole number from 0 to");
        row("seed negative", "\"name\"", "\"seed\": -4, \"name\"", "seed: -4 is not a whole number from 0 to");
        row("unknown live key", "\"steps\"", "\"live\": {\"scal\": 1}, \"steps\"",
            "live.scal: unknown key; did you mean “scale”?");
        row("live no object", "\"steps\"", "\"live\": 5, \"steps\"", "small.json:4: live: must be an object");
        row("variant's changes", "\"steps\"", "\"variants\": [{\"name\": \"a\", \"set\": \"x\"}], \"steps\"",
            "variants.0.set: must be an object of paths");
        row("two variants of a name", "\"steps\"", "\"variants\": [{\"name\": \"a\"}, {\"name\": \"a\"}], \"steps\"",
            "variants.1.name: “a” names two variants");
        row("sweep no object", "\"steps\"", "\"sweep\": [1, 2], \"steps\"", "sweep: must be an object of paths");
        row("sweep too wide", "\"steps\"",
            "\"sweep\": {\"seed\": [1,2,3,4,5,6,7,8], \"workers.min\": [1,2,3,4,5,6], \"workers.max\": "
            "[20,30,40,50,60]}, \"steps\"",
            "sweep.workers.max: makes 240 variants, at most 200");
        row("replications", "\"steps\"", "\"replications\": {\"min\": 50, \"max\": 5}, \"steps\"",
            "replications.max: is below min (50)");
        row("threshold without unit", "\"steps\"", "\"thresholds\": {\"time_to_ready\": [\"p(95)<600\"]}, \"steps\"",
            "thresholds.time_to_ready: 600 has no unit; write for instance \"600s\"");
        row("threshold with a wrong unit", "\"steps\"", "\"thresholds\": {\"cost\": [\"value<10m\"]}, \"steps\"",
            "“10m” does not fit cost, which is in money");
        row("threshold beyond 100", "\"steps\"", "\"thresholds\": {\"wait\": [\"p(950)<6m\"]}, \"steps\"",
            "percentiles end at 100");
        row("value of a distribution", "\"steps\"", "\"thresholds\": {\"wait\": [\"value<6m\"]}, \"steps\"",
            "use avg, max or p(95)");
        row("outage too late", "\"steps\"", "\"outages\": [{\"at\": \"5h\"}], \"steps\"",
            "outages.0.at: lies beyond the horizon");
        row("slots never decided", "\"steps\"", "\"workers\": {\"decideEvery\": \"0s\"}, \"steps\"",
            "workers.decideEvery: must be above zero");
        row("no latency", "\"5s\"", "\"0s\"", "steps.synthesis.latency: must be a time above zero");
        row("absurd rate", "\"2/s\"", "\"99999999999/s\"", "arrivals.rate: “99999999999/s” is more than");
        row("step no object", "{\"latency\": \"5s\"}", "5", "steps.synthesis: must be an object");
        row("not UTF-8", "small\"",
            "sm\xff"
            "all\"",
            "small.json: the text is not UTF-8");
        row("nothing after", "\"5s\"}}\n}", "\"5s\"}}\n} {", "there is more after the end");
        row("currencies", "\"5s\"}",
            "\"5s\", \"costPerCall\": \"1 EUR\"}, \"illustration\": {\"latency\": \"1s\", \"costPerCall\": \"1 USD\"}",
            "use one currency");
    }
    void mistakes()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, expected);
        QByteArray bytes = kSmall;
        bytes.replace(from, to);
        const auto scenario = read(bytes);
        QVERIFY(!scenario);
        QVERIFY2(scenario.error().message.contains(expected), qPrintable(scenario.error().message));
    }

    void manyProblemsAreCounted()
    {
        QByteArray bytes = kSmall;
        QByteArray keys;
        for (int i = 0; i < 500; ++i)
            keys += "\"zz" + QByteArray::number(i) + "\": 1, ";
        bytes.replace("\"steps\"", QByteArray(keys + "\"steps\""));
        const QString message = read(bytes).error().message;
        QCOMPARE(message.count(u'\n'), 20);
        QVERIFY(message.endsWith(QStringLiteral("… and 480 more")));
    }

    void tooLarge()
    {
        const auto scenario = read(QByteArray(2'000'000, ' ') + kSmall);
        QVERIFY(!scenario);
        QVERIFY(scenario.error().message.contains(QStringLiteral("at most 1 MiB")));
        QVERIFY(!loadScenario(QStringLiteral("/dev/zero")));
    }

    void badCsv_data()
    {
        QTest::addColumn<QByteArray>("rows");
        QTest::addColumn<QString>("expected");
        QTest::newRow("text") << QByteArray("t,n\n0,1\n60,many\n")
                              << QStringLiteral(":3: “60,many” must be seconds and a count");
        QTest::newRow("negative") << QByteArray("t,n\n0,-1\n") << QStringLiteral(":2: ");
        QTest::newRow("infinite") << QByteArray("t,n\n0,inf\n") << QStringLiteral(":2: ");
        QTest::newRow("backwards") << QByteArray("t,n\n60,1\n0,1\n") << QStringLiteral("times must grow");
        QTest::newRow("empty") << QByteArray("t,n\n") << QStringLiteral("has no rows");
    }
    void badCsv()
    {
        QFETCH(QByteArray, rows);
        QFETCH(QString, expected);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("a.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(rows);
        file.close();
        QByteArray bytes = kSmall;
        bytes.replace("\"rate\": \"2/s\"", QByteArray("\"csv\": \"" + file.fileName().toUtf8() + "\""));
        const auto scenario = read(bytes);
        QVERIFY(!scenario);
        QVERIFY2(scenario.error().message.contains(expected), qPrintable(scenario.error().message));
    }

    // null stands for "as if it were not there", inherited or not, as the schema says.
    void nullIsNothing()
    {
        QByteArray bytes = kSmall;
        bytes.replace("\"steps\"", "\"cell\": null, \"clients\": {\"poll\": null}, \"steps\"");
        const auto scenario = read(bytes);
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
    }

    // Whatever stands in a text, the stored configuration is JSON again.
    void compactIsJson()
    {
        Json json;
        json.kind = Json::Kind::String;
        json.text = QStringLiteral("a\r\b\u0001 \"ü\" \\");
        const auto again = parseJson(toCompact(json), QStringLiteral("again"));
        QVERIFY(again.ok());
        QCOMPARE(again->text, json.text);
    }

    void everyProblemAtOnce()
    {
        QByteArray bytes = kSmall;
        bytes.replace("\"5s\"", "5").replace("\"2/s\"", "2");
        QCOMPARE(read(bytes).error().message.count(u'\n'), 1);
    }

    void sets()
    {
        const auto scenario = read(kSmall, {QStringLiteral("workers.max=500"), QStringLiteral("horizon=2h")});
        QVERIFY(scenario.ok());
        QCOMPARE(scenario->variants.front().model.stations.front().scaling.maxSlots, 500);
        QCOMPARE(scenario->variants.front().model.horizonNs, qint64(7'200'000'000'000));
        QCOMPARE(read(kSmall, {QStringLiteral("workers.maximum=500")}).error().message,
                 QStringLiteral("--set: workers.maximum: unknown key; did you mean “max”?"));
        QVERIFY(!read(kSmall, {QStringLiteral("workers")}));
    }

    void variantsAndSweep()
    {
        QByteArray bytes = kSmall;
        bytes.replace("\"version\": 1,",
                      "\"version\": 1, \"variants\": [{\"name\": \"a\"}, {\"name\": \"b\", \"set\": "
                      "{\"steps.synthesis.failure\": 0.1}}],"
                      "\"sweep\": {\"workers.max\": [50, 100, 200]},");
        const auto scenario = read(bytes);
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
        QCOMPARE(scenario->variants.size(), size_t(6));
        QCOMPARE(scenario->variants[4].name, QStringLiteral("b workers.max=100"));
        QCOMPARE(scenario->variants[4].model.stations[0].scaling.maxSlots, 100);
        QCOMPARE(scenario->variants[4].model.stations[0].failure, 0.1);
    }

    void spans()
    {
        QCOMPARE(*parseSpan(u"1h30m"), qint64(5'400'000'000'000));
        QCOMPARE(*parseSpan(u"20d14h"), qint64(20 * 86'400 + 14 * 3'600) * 1'000'000'000);
        QCOMPARE(*parseSpan(u"1.5s"), qint64(1'500'000'000));
        for (const auto bad : {u"", u"30", u"s", u"1h 30", u"-1s", u"1h,2m"})
            QVERIFY(!parseSpan(bad));
    }

    void arrivals()
    {
        const auto jobs = [](const QByteArray &arrivals) {
            QByteArray bytes = kSmall;
            bytes.replace("{\"rate\": \"2/s\"}", arrivals);
            const auto scenario = read(bytes);
            return scenario ? total(scenario->variants.front().model) : -1;
        };
        QVERIFY(std::abs(jobs(R"({"pieces": [{"for": "10m", "rate": "1/s"}, {"for": "20m", "rate": "3/s"}]})") - 4'200)
                < 1e-6);
        QVERIFY(
            std::abs(jobs(R"({"rate": "1/s", "spikes": [{"at": "10m", "duration": "30s", "rate": "100/s"}]})") - 6'600)
            < 1e-6);
        QVERIFY(std::abs(jobs(R"({"users": {"from": 86400, "to": 86400, "jobsPerUserDay": 2}})") - 7'200) < 1e-3);
        QVERIFY(std::abs(jobs(R"({"users": {"from": 86400, "to": 259200, "curve": "linear"}})") - 7'200) < 1e-3);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("arrivals.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("t_s,count\n0,100\n60,200\n120,50\n");
        file.close();
        QVERIFY(std::abs(jobs("{\"csv\": \"" + file.fileName().toUtf8() + "\", \"replay\": true}") - 350) < 1e-6);
    }

    void thresholds()
    {
        const auto threshold = parseThreshold(QStringLiteral("time_to_ready"), QStringLiteral("p(99.9) <= 1m30s"));
        QVERIFY(threshold.ok());
        QCOMPARE(threshold->percentile, 99.9);
        QCOMPARE(threshold->limit, 90.0);
        QVERIFY(threshold->compare == Threshold::Compare::LessOrEqual);
        QVERIFY(!parseThreshold(QStringLiteral("x"), QStringLiteral("p(95)")));
        QCOMPARE(parseThreshold(QStringLiteral("rejected_share"), QStringLiteral("value<1%"))->limit, 0.01);
        QCOMPARE(parseThreshold(QStringLiteral("cost"), QStringLiteral("value<500 USD"))->limit, 500.0);
    }

    void shipped_data()
    {
        QTest::addColumn<QString>("name");
        for (const ShippedScenario &scenario : shippedScenarios())
            QTest::newRow(qPrintable(scenario.name)) << scenario.name;
    }
    void shipped()
    {
        QFETCH(QString, name);
        const auto scenario = loadScenario(name);
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
        for (const Variant &variant : scenario->variants) {
            const Preflight verdict = preflight(variant.model);
            QVERIFY(verdict.capacityPerSecond > 0);
            QVERIFY(verdict.sentence.endsWith(u'.'));
        }
    }

    // The schema and the reader know the same keys.
    void schemaAgrees()
    {
        QFile file(QStringLiteral(":/scenarios/scenario.schema.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject properties =
            QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("properties")].toObject();
        for (const QString &section :
             {QStringLiteral("clients"), QStringLiteral("api"), QStringLiteral("queue"), QStringLiteral("workers"),
              QStringLiteral("hold"), QStringLiteral("arrivals"), QStringLiteral("steps.synthesis")}) {
            QJsonObject keys = properties;
            for (const QString &part : section.split(u'.'))
                keys = keys[part].toObject()[QStringLiteral("properties")].toObject();
            const auto scenario = read(kSmall, {section + QStringLiteral(".zzzzzzzzzzzzzz=1")});
            QVERIFY(!scenario);
            const QString message = scenario.error().message;
            const QString known = message.section(QStringLiteral("known here: "), 1).section(u'\n', 0, 0);
            QStringList fromReader = known.split(QStringLiteral(", "));
            QStringList fromSchema = keys.keys();
            fromReader.sort();
            fromSchema.sort();
            QVERIFY2(fromReader == fromSchema || (section == QLatin1String("steps.synthesis") && !fromSchema.isEmpty()),
                     qPrintable(section + QStringLiteral(": reader ") + fromReader.join(u' ')
                                + QStringLiteral(" | schema ") + fromSchema.join(u' ')));
        }
    }

    // The reference's arithmetic: 60 s at 10,000/s on 100 workers of 30 s with 5 % failures and 3 receives.
    void verdict()
    {
        const auto scenario = read(R"({"version": 1, "name": "v", "horizon": "28d",
            "arrivals": {"rate": "0.31/s", "spikes": [{"at": "20d14h", "duration": "60s", "rate": "10000/s"}]},
            "queue": {"maxReceive": 3}, "steps": {"synthesis": {"latency": "30s", "failure": 0.05}}})");
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
        const Preflight flight = preflight(scenario->variants.front().model);
        QVERIFY(std::abs(flight.capacityPerSecond - 100 / 30.0 / 1.0525) < 1e-9);
        QVERIFY(std::abs(flight.workersForAnHour - 5'272) < 10);
        QVERIFY(flight.drain.verdict == DrainVerdict::Clears);
        QVERIFY(std::abs(double(*flight.drain.clearsInMs) / 86'400e3 - 2.4) < 0.1);
    }

    // What the arithmetic leaves out, it says.
    void verdictOfAStorm()
    {
        const auto scenario = loadScenario(QStringLiteral("retry-storm"));
        QVERIFY(scenario.ok());
        QVERIFY(preflight(scenario->variants[0].model)
                    .sentence.contains(QStringLiteral("clients submit again after 5 min")));
        QVERIFY(!preflight(scenario->variants[4].model).sentence.contains(QStringLiteral("submit again")));
    }

    void verdictOfAnOutage()
    {
        const auto scenario = loadScenario(QStringLiteral("provider-outage"));
        QVERIFY(scenario.ok());
        const QString errors = preflight(scenario->variants[0].model).sentence;
        QVERIFY2(errors.contains(QStringLiteral("an outage of 20 min meets 1,200 jobs"))
                     && errors.contains(QStringLiteral("end as dead letters")),
                 qPrintable(errors));
        QVERIFY(preflight(scenario->variants[2].model).sentence.contains(QStringLiteral("calls hang")));
        const QString refusals = preflight(scenario->variants[1].model).sentence;
        QVERIFY2(refusals.contains(QStringLiteral("they wait, and are cleared within")), qPrintable(refusals));
    }
};

QTEST_GUILESS_MAIN(TestScenario)
#include "tst_sim_scenario.moc"
