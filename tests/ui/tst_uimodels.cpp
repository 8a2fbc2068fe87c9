// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/judge/verdict.h"
#include "ui/models/columns.h"
#include "ui/models/tablemodel.h"
#include "ui/pages/queuedialogs.h"
#include "ui/text/csv.h"
#include "ui/text/exactjson.h"
#include "ui/text/format.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <ctime>
#include <random>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

struct Thing
{
    QString name;
    int figure = 0;
    bool operator==(const Thing &) const = default;
};

QString keyOf(const Thing &thing)
{
    return thing.name;
}

Columns<Thing> thingColumns()
{
    Column<Thing> name;
    name.title = u"Name"_s;
    name.text = [](const Thing &thing) { return thing.name; };
    Column<Thing> figure;
    figure.title = u"Figure"_s;
    figure.text = [](const Thing &thing) { return QString::number(thing.figure); };
    return {name, figure};
}

// "a1 b2" is two things.
std::vector<Thing> things(const QString &text)
{
    std::vector<Thing> list;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts))
        list.push_back({word.left(1), word.mid(1).toInt()});
    return list;
}

QString textOf(const TableModel<Thing> &model)
{
    QStringList words;
    for (const Thing &thing : model.rows())
        words << thing.name + QString::number(thing.figure);
    return words.join(u' ');
}

QueueStatus busyQueue()
{
    QueueStatus queue;
    queue.name = u"persona-generation-queue"_s;
    queue.depth = 100;
    queue.maxSlots = 10;
    queue.slotCount = 10;
    return queue;
}

constexpr qint64 kNoonMs = 1'795'525'200'000; // 2026-11-24T13:00:00Z

Verdict judged(const OverviewStatus &overview)
{
    return verdictOf(overview, findingsIn(overview));
}

} // namespace

class TestUiModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesByKey_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("fill") << u""_s << u"a1 b2"_s;
        QTest::newRow("change") << u"a1 b2"_s << u"a1 b3"_s;
        QTest::newRow("insert") << u"a1 c3"_s << u"a1 b2 c3"_s;
        QTest::newRow("remove") << u"a1 b2 c3 d4"_s << u"a1 d4"_s;
        QTest::newRow("reorder") << u"a1 b2 c3"_s << u"c3 a1 b2"_s;
        QTest::newRow("all at once") << u"a1 b2 c3 d4"_s << u"e5 d9 a1 f6"_s;
        QTest::newRow("a key twice") << u"a1 a2 b3"_s << u"b3 a4 a5 a6"_s;
        QTest::newRow("twice no more") << u"a1 a2 b3"_s << u"a2 b3"_s;
        QTest::newRow("empty") << u"a1 b2"_s << u""_s;
    }
    void mergesByKey()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        TableModel<Thing> model(thingColumns());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(things(before));
        model.setRows(things(after));
        QCOMPARE(textOf(model), after);
    }

    void mergesAnything()
    {
        std::mt19937 random(20'261'124);
        TableModel<Thing> model(thingColumns());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int round = 0; round < 300; ++round) {
            QString letters = u"abcdefgh"_s;
            std::shuffle(letters.begin(), letters.end(), random);
            std::vector<Thing> wanted;
            for (const QChar letter : letters.left(static_cast<qsizetype>(random() % 9)))
                wanted.push_back({QString(letter), static_cast<int>(random() % 3)});
            model.setRows(wanted);
            QVERIFY(model.rows() == wanted);
        }
    }

    void keepsSelection()
    {
        TableModel<Thing> model(thingColumns());
        model.setRows(things(u"a1 b2 c3"_s));
        QItemSelectionModel selection(&model);
        selection.setCurrentIndex(model.index(1, 0), QItemSelectionModel::SelectCurrent | QItemSelectionModel::Rows);
        model.setRows(things(u"c3 x9 b7"_s));
        QCOMPARE(selection.currentIndex().row(), 2);
        QCOMPARE(model.rowAt(selection.currentIndex())->figure, 7);
    }

    void pagesByCursor()
    {
        QStringList asked;
        PagedModel<Thing> model(thingColumns(), [&asked](const QString &cursor) { asked << cursor; });
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.restart();
        QVERIFY(!model.canFetchMore({}));
        model.add(things(u"a1 b2"_s), u"second"_s);
        QCOMPARE(asked, QStringList({QString(), u"second"_s})); // a short page is followed by itself
        model.add({}, u"third"_s);
        QCOMPARE(asked.last(), u"third"_s);
        model.add(things(u"c3"_s), QString());
        QCOMPARE(textOf(model), u"a1 b2 c3"_s);
        QVERIFY(!model.canFetchMore({}));
        model.restart();
        model.add(things(u"b5 a1"_s), QString());
        QCOMPARE(textOf(model), u"b5 a1"_s);
    }

    void everyTableShowsItsRows()
    {
        const Now now = [] { return qint64(1'700'000'000'000); };
        TableModel<QueueStatus> queues(queueColumns());
        TableModel<OperationRow> operations(operationColumns(now));
        TableModel<SagaRow> sagas(sagaColumns(now));
        const QAbstractItemModelTester one(&queues, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester two(&operations, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester three(&sagas, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QueueStatus queue = busyQueue();
        queue.paused = true;
        queues.setRows({queue});
        QCOMPARE(queues.index(0, 1).data().toString(), u"paused"_s);
        OperationRow operation;
        operation.id = u"1"_s;
        operation.matched = 1'200;
        operation.done = 1'000;
        operations.setRows({operation});
        QCOMPARE(operations.index(0, 4).data().toString(), u"1,000 of 1,200"_s);
        sagas.setRows({SagaRow{}});
        QCOMPARE(sagas.index(0, 1).data().toString(), u"running"_s);
    }

    // Under somebody's choice nothing moves: figures change in place, what is new comes behind.
    void keepsPlacesUnderAChoice()
    {
        TableModel<Thing> model(thingColumns());
        const QAbstractItemModelTester tester(&model);
        bool chosen = false;
        model.keepPlacesWhile([&chosen] { return chosen; });
        model.setRows(things(u"a1 b2 c3"_s));
        chosen = true;
        model.setRows(things(u"d9 c8 a7 e6"_s));
        QCOMPARE(textOf(model), u"a7 c8 d9 e6"_s);
        chosen = false;
        model.setRows(things(u"d9 c8 a7 e6"_s));
        QCOMPARE(textOf(model), u"d9 c8 a7 e6"_s);
    }

    void exportsCsv()
    {
        TableModel<Thing> model(thingColumns());
        model.setRows({{u"a,\"b\""_s, 1}, {u"=1+1"_s, -2}});
        QCOMPARE(toCsv(model), QByteArray("Name,Figure\r\n\"a,\"\"b\"\"\",1\r\n'=1+1,-2\r\n"));
    }

    void keepsNumbersExact()
    {
        const QByteArray sent = "{\"id\":9007199254740993,\"a\":[1.10,{}],\"t\":\"x\\\"{,\"}";
        QCOMPARE(indentedJson(sent),
                 u"{\n  \"id\": 9007199254740993,\n  \"a\": [\n    1.10,\n    {}\n  ],\n  \"t\": \"x\\\"{,\"\n}"_s);
        QCOMPARE(indentedJson("not json"), u"not json"_s);
    }

    void judges()
    {
        OverviewStatus overview;
        overview.workers = 1;
        QVERIFY(judged(overview).tone == Tone::Good);
        QVERIFY(judged(overview).outlook.isEmpty());
        overview.queues = {busyQueue()};
        overview.queues[0].dead = 3;
        QVERIFY(judged(overview).tone == Tone::Attention);
        QVERIFY(judged(overview).headline.contains(u"3 dead letters"_s));
        overview.alerts = {{u"no_worker"_s, {}, u"nobody works"_s, 1}};
        QCOMPARE(judged(overview).headline, u"Trouble: nobody works."_s);
    }

    // What is wrong, since when, and whether it ends by itself.
    void saysWhyInWords()
    {
        OverviewStatus overview;
        overview.atMs = kNoonMs;
        overview.workers = 1;
        QueueStatus queue = busyQueue();
        queue.drain = {DrainVerdict::Clears, 90'000};
        overview.queues = {queue};
        overview.alerts = {{u"oldest_age"_s, queue.name, u"the next message has waited 12 min"_s, kNoonMs - 180'000}};
        QVERIFY2(judged(overview).outlook.endsWith(u"(3 min ago). Clears by itself in 1 min 30 s, as things stand."_s),
                 qPrintable(judged(overview).outlook));
        overview.queues[0].paused = true;
        QVERIFY(judged(overview).outlook.contains(u"somebody paused it"_s));
        overview.alerts = {{u"provider_down"_s, u"llm"_s, u"the llm provider has been down for 3 min"_s, kNoonMs}};
        overview.providers = {{u"llm"_s, u"openai"_s, u"open"_s, 12'000, u"HTTP 500"_s, 4, 4}};
        QVERIFY2(judged(overview).outlook.contains(u"It is tried again in 12 s"_s),
                 qPrintable(judged(overview).outlook));
        overview.alerts = {{u"dead_letters"_s, queue.name, u"3 dead letters wait"_s, kNoonMs}};
        overview.providers.clear();
        QVERIFY(judged(overview).outlook.contains(u"redrive or delete them"_s));
    }

    // What an alert says of a queue or a provider stands there once, in its words.
    void saysNothingTwice()
    {
        OverviewStatus overview;
        overview.queues = {busyQueue()};
        overview.queues[0].dead = 17;
        overview.queues[0].oldestAgeMs = 3'600'000;
        overview.providers = {{u"llm"_s, u"openai"_s, u"open"_s, 12'000, u"HTTP 500"_s, 4, 4}};
        const QString name = overview.queues[0].name;
        overview.alerts = {{u"dead_letters"_s, name, u"A"_s, 1},
                           {u"oldest_age"_s, name, u"B"_s, 1},
                           {u"provider_down"_s, u"llm"_s, u"C"_s, 1},
                           {u"no_worker"_s, name, u"D"_s, 1}};
        const std::vector<Finding> findings = findingsIn(overview);
        QCOMPARE(findings.size(), size_t(4));
        QVERIFY(std::all_of(findings.begin(), findings.end(), [](const Finding &one) { return one.text.size() == 1; }));
    }

    // Of what the server does not date, the time at which it was first seen, until it has gone.
    void remembersSinceWhen()
    {
        Onsets onsets;
        const auto look = [&onsets](bool paused, qint64 atMs) {
            std::vector<Finding> findings;
            if (paused)
                findings.push_back({u"paused"_s, u"q"_s, Tone::Attention, u"q is paused"_s, {}, 0, false});
            onsets.complete(findings, atMs);
            return findings.empty() ? Finding() : findings.front();
        };
        QVERIFY(look(true, 1'000).isOlder); // it was there when we came
        QCOMPARE(look(true, 2'000).sinceMs, qint64(1'000));
        look(false, 3'000);
        QCOMPARE(look(true, 4'000).sinceMs, qint64(4'000));
        QVERIFY(!look(true, 5'000).isOlder);
        QVERIFY(look(true, 5'000).sinceText(6'000).startsWith(u"since "_s));
    }

    void previewsSayWhatWillHappen()
    {
        QueueStatus queue;
        queue.name = u"q"_s;
        queue.depth = 1'000;
        queue.arrivalsPerSecond = 10;
        queue.serviceTimeMs = 1'000;
        QVERIFY(pausePreview(queue).contains(u"36,000 more"_s));
        QVERIFY(scalePreview(queue, 1, 20).contains(u"clear in 1 min 40 s"_s));
        QVERIFY(scalePreview(queue, 1, 5).contains(u"would not clear"_s));
    }

    void badgesAreHonest()
    {
        QueueStatus queue = busyQueue();
        queue.drain.verdict = DrainVerdict::Stalled;
        QCOMPARE(badgeOf(queue).text, u"not draining"_s);
        queue.slotCount = 0;
        QCOMPARE(badgeOf(queue).text, u"no worker"_s);
        queue.paused = true; // nobody is expected to take anything
        QCOMPARE(badgeOf(queue).text, u"paused"_s);
    }

    void writesFigures()
    {
        QCOMPARE(countText(1'234'567), u"1,234,567"_s);
        QCOMPARE(rateText(0.254), u"0.25/s"_s);
        QCOMPARE(rateText(2'041), u"2,041/s"_s);
        QCOMPARE(agoText(1'000, 181'500), u"3 min ago"_s);
        QCOMPARE(agoText(0, 5), kNothing);
    }

    void saysTheTimeZone_data()
    {
        QTest::addColumn<QByteArray>("zone"); // as POSIX has it: what is to be added for UTC
        QTest::addColumn<QString>("text");
        QTest::newRow("UTC") << QByteArray("UTC0") << u"1970-01-01 00:00:01.234 UTC+00:00"_s;
        QTest::newRow("east") << QByteArray("EAST-5:30") << u"1970-01-01 05:30:01.234 UTC+05:30"_s;
        QTest::newRow("west") << QByteArray("WEST3:30") << u"1969-12-31 20:30:01.234 UTC−03:30"_s;
    }

    void saysTheTimeZone()
    {
        QFETCH(QByteArray, zone);
        const QByteArray before = qgetenv("TZ");
        const bool wasSet = qEnvironmentVariableIsSet("TZ");
        qputenv("TZ", zone);
        ::tzset();
        const QString text = exactMoment(1'234);
        wasSet ? qputenv("TZ", before) : qunsetenv("TZ");
        ::tzset();
        QTEST(text, "text");
    }
};

} // namespace remirai::ui

QTEST_GUILESS_MAIN(remirai::ui::TestUiModels)
#include "tst_uimodels.moc"
