// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/finding.h"
#include "app/text/describe.h"
#include "app/text/output.h"
#include "app/text/table.h"

#include <QTest>

namespace remirai {

using namespace Qt::StringLiterals;

class TestText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tableAligns()
    {
        Table table({{u"QUEUE"_s}, {u"DEPTH"_s, Align::Right}, {u"DRAIN"_s}});
        QVERIFY(table.isEmpty());
        table.add({u"persona-generation-queue"_s, u"7"_s, u"stalled"_s});
        table.add({u"q"_s, u"50000"_s, QString()});
        QCOMPARE(table.text(),
                 u"QUEUE                     DEPTH  DRAIN\n"
                 "persona-generation-queue      7  stalled\n"
                 "q                         50000\n"_s);
    }
    void tableCountsCharactersNotUnits()
    {
        Table table({{u"A"_s}, {u"B"_s}});
        table.add({u"😀😀"_s, u"x"_s});
        table.add({u"abc"_s, u"line\nbreak"_s});
        QCOMPARE(table.text(), u"A    B\n😀😀   x\nabc  line break\n"_s);
    }

    void drain_data()
    {
        QTest::addColumn<QJsonObject>("queue");
        QTest::addColumn<QString>("text");
        const auto drain = [](const QJsonValue &verdict, const QJsonValue &ms) {
            return QJsonObject{{u"drain"_s, QJsonObject{{u"verdict"_s, verdict}, {u"clears_in_ms"_s, ms}}}};
        };
        QTest::newRow("clears") << drain(u"clears"_s, 720'000) << "clears in 12 min";
        QTest::newRow("empty") << drain(u"clears"_s, 0) << "clears";
        QTest::newRow("growing") << drain(u"growing"_s, QJsonValue()) << "growing";
        QTest::newRow("paused") << QJsonObject{{u"paused"_s, true}} << "paused";
        QTest::newRow("unknown") << QJsonObject() << "-";
    }
    void drain()
    {
        QFETCH(QJsonObject, queue);
        QFETCH(QString, text);
        QCOMPARE(drainText(queue), text);
    }

    void properties()
    {
        QCOMPARE(propertyLines({{u"name"_s, u"q"_s},
                                {u"oldest_age_ms"_s, 1'500},
                                {u"paused"_s, false},
                                {u"drain"_s, QJsonObject{{u"verdict"_s, u"stalled"_s}}},
                                {u"error"_s, QJsonValue()}}),
                 u"drain.verdict  stalled\n"
                 "error          -\n"
                 "name           q\n"
                 "oldest_age_ms  1.5 s\n"
                 "paused         no\n"_s);
    }

    void findings()
    {
        const Findings some{{Verdict::Ok, u"llm"_s, u"local"_s, {}},
                            {Verdict::Warn, u"disk"_s, u"little"_s, u"make room"_s}};
        QVERIFY(!anyFails(some));
        QCOMPARE(reportText(some),
                 u"ok    llm             local\n"
                 "warn  disk            little\n"
                 "                      → make room\n"_s);
        QVERIFY(anyFails({{Verdict::Fail, u"x"_s, u"y"_s, {}}}));
    }

    void exitCodes_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("exit");
        const auto row = [](const char *name, ErrorCode code, int exit) {
            QTest::newRow(name) << static_cast<int>(code) << exit;
        };
        row("bad input", ErrorCode::InvalidArgument, 2);
        row("broken rule", ErrorCode::Unprocessable, 2);
        row("no such thing", ErrorCode::NotFound, 2);
        row("no token", ErrorCode::Unauthenticated, 1);
        row("server away", ErrorCode::Unavailable, 1);
        row("too late", ErrorCode::Timeout, 1);
        row("our fault", ErrorCode::Internal, 1);
    }
    void exitCodes()
    {
        QFETCH(int, code);
        QFETCH(int, exit);
        QCOMPARE(exitCode({static_cast<ErrorCode>(code), {}, {}}), exit);
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestText)
#include "tst_text.moc"
