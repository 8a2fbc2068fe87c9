// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/checker.h"
#include "tests/architecture/sourcetext.h"
#include "tests/architecture/structure.h"

#include <QFile>
#include <QTest>

namespace remirai::architecture {

using namespace Qt::StringLiterals;

namespace {

const QString kLicence = u"// SPDX-License-Identifier: GPL-3.0-or-later\n"_s;

QString rulesOf(const std::vector<Finding> &findings)
{
    QStringList names;
    for (const Finding &finding : findings)
        names << u"%1:%2"_s.arg(finding.rule).arg(finding.line);
    return names.join(u' ');
}

QString lines(const QString &line, int count)
{
    return line.repeated(count);
}

void row(const char *name, const QString &path, const QString &body, const QString &expected)
{
    QTest::newRow(name) << path << body << expected;
}

} // namespace

class TestArchitecture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Bad snippets, to prove that the checker can fail, and look-alikes that it must let pass. Line 1 is the licence.
    void layers_data()
    {
        columns();
        row("up", u"core/queue/a.cpp"_s, u"#include \"core/saga/saga.h\"\n"_s, u"layer:2"_s);
        row("down", u"core/saga/a.cpp"_s, u"#include \"core/queue/queue.h\"\n"_s, {});
        row("own", u"core/queue/a.cpp"_s, u"#include \"core/queue/b.h\"\n"_s, {});
        row("spaced", u"core/domain/a.cpp"_s, u"  #  include \"core/storage/b.h\"\n"_s, u"layer:2"_s);
        row("commented", u"core/domain/a.cpp"_s, u"// #include \"core/storage/b.h\"\n"_s, {});
        row("providers see domain", u"core/providers/a.cpp"_s, u"#include \"core/queue/b.h\"\n"_s, u"layer:2"_s);
        row("telemetry sees domain", u"core/telemetry/a.cpp"_s, u"#include \"core/services/b.h\"\n"_s, u"layer:2"_s);
        row("server to core", u"server/api/a.cpp"_s, u"#include \"core/work/b.h\"\n"_s, {});
        row("server to ui", u"server/api/a.cpp"_s, u"#include \"ui/b.h\"\n"_s, u"layer:2"_s);
        row("ui to server", u"ui/a.cpp"_s, u"#include \"server/http/b.h\"\n"_s, u"layer:2"_s);
        row("ui to services", u"ui/a.cpp"_s, u"#include \"core/services/b.h\"\n"_s, u"layer:2"_s);
        row("ui to sim", u"ui/a.cpp"_s, u"#include \"sim/b.h\"\n"_s, {});
        row("sim to queue", u"sim/a.cpp"_s, u"#include \"core/queue/b.h\"\n"_s, u"layer:2"_s);
        row("auth to http", u"server/auth/a.cpp"_s, u"#include \"server/http/b.h\"\n"_s, u"layer:2"_s);
        row("app to all", u"app/a.cpp"_s, u"#include \"ui/b.h\"\n#include \"server/http/b.h\"\n"_s, {});
        row("nobody to app", u"server/http/a.cpp"_s, u"#include \"app/b.h\"\n"_s, u"layer:2"_s);
        row("product to tests", u"core/work/a.cpp"_s, u"#include \"tests/support/b.h\"\n"_s, u"layer:2"_s);
        row("not from the root", u"core/work/a.cpp"_s, u"#include \"dispatcher.h\"\n"_s, u"include-path:2"_s);
        row("domain beyond QtCore", u"core/domain/a.h"_s, u"#include <QSqlQuery>\n"_s,
            u"domain-external:2 sql-outside-storage:2"_s);
        row("domain on QtCore", u"core/domain/a.h"_s, u"#include <QtCore/QString>\n#include <vector>\n"_s, {});
    }
    void layers() { check(); }

    void placement_data()
    {
        columns();
        row("query outside storage", u"core/queue/a.cpp"_s, u"QSqlQuery query(db);\n"_s, u"sql-outside-storage:2"_s);
        row("SQLite outside storage", u"core/queue/a.cpp"_s, u"#include <sqlite3.h>\nint i = sqlite3_step(s);\n"_s,
            u"sql-outside-storage:3 sql-outside-storage:2"_s);
        row("query in storage", u"core/storage/a.cpp"_s, u"QSqlQuery query(db);\n"_s, {});
        row("query in a comment", u"core/queue/a.cpp"_s, u"/* no\n QSqlQuery here */\n"_s, {});
        row("query in a literal", u"core/queue/a.cpp"_s,
            u"auto x = R\"(a QSqlQuery)\"; auto y = \"\\\"QSqlQuery\";\n"_s, {});
        row("after a digit separator", u"core/queue/a.cpp"_s, u"int x = 10'000; QSqlQuery q;\n"_s,
            u"sql-outside-storage:2"_s);
        row("zmq outside work", u"server/api/a.cpp"_s, u"#include <zmq.hpp>\nzmq::socket_t s;\n"_s,
            u"zmq-outside-work:3 zmq-outside-work:2"_s);
        row("zmq in work", u"core/work/a.cpp"_s, u"#include <zmq.hpp>\nzmq::socket_t s;\n"_s, {});
        row("http outside server", u"server/api/a.cpp"_s, u"QHttpServerRequest request;\n"_s,
            u"http-outside-server:2"_s);
        row("widgets in core", u"core/work/a.cpp"_s, u"#include <QWidget>\n"_s, u"widgets-outside-ui:2"_s);
        row("Q_OBJECT in core", u"core/work/a.h"_s, u"class A : QObject { Q_OBJECT };\n"_s, u"qobject-outside-ui:2"_s);
        row("Q_OBJECT in ui", u"ui/a.h"_s, u"class A : QObject { Q_OBJECT };\n"_s, {});
    }
    void placement() { check(); }

    void banned_data()
    {
        columns();
        row("singleton", u"core/work/a.h"_s, u"static A &instance();\n"_s, u"singleton:2"_s);
        row("application", u"app/a.cpp"_s, u"QCoreApplication::instance()->quit();\n"_s, {});
        row("string connect", u"ui/a.cpp"_s, u"connect(a, SIGNAL(b()), c, SLOT(d()));\n"_s, u"string-connect:2"_s);
        row("processEvents", u"ui/a.cpp"_s, u"QCoreApplication::processEvents();\n"_s, u"process-events:2"_s);
        row("sleep_for", u"core/work/a.cpp"_s, u"std::this_thread::sleep_for(1s);\n"_s, u"sleep:2"_s);
        row("msleep", u"sim/a.cpp"_s, u"QThread::msleep(5);\n"_s, u"sleep:2"_s);
        row("a sleeper", u"sim/a.cpp"_s, u"sleeper(5); int asleep = 1;\n"_s, {});
        row("future response", u"server/http/a.cpp"_s, u"QFuture<QHttpServerResponse> f();\n"_s,
            u"deferred-response:2"_s);
        row("delete", u"ui/a.cpp"_s, u"delete m_page;\ndelete[] m_rows;\n"_s, u"manual-delete:2 manual-delete:3"_s);
        row("deleted function", u"ui/a.h"_s, u"A(const A &) = delete;\nA &operator=(const A &) = delete;\n"_s, {});
        row("deleteLater", u"ui/a.cpp"_s, u"reply->deleteLater(); deleteMessage(m);\n"_s, {});
        row("wall clock", u"core/work/a.cpp"_s, u"QDateTime::currentDateTimeUtc();\n"_s, u"wall-clock:2"_s);
        row("system clock", u"sim/a.cpp"_s, u"std::chrono::system_clock::now();\n"_s, u"wall-clock:2"_s);
        row("time(nullptr)", u"app/a.cpp"_s, u"time(nullptr); steadyTime(0);\n"_s, u"wall-clock:2"_s);
        row("the seam", u"core/domain/environment.cpp"_s, u"system_clock::now(); QRandomGenerator::system();\n"_s, {});
        row("randomness", u"server/http/a.cpp"_s, u"QRandomGenerator::global(); rand();\n"_s, u"randomness:2"_s);
        row("operand", u"server/http/a.cpp"_s, u"operand(); std::random_device d;\n"_s, u"randomness:2"_s);
        row("nested loop", u"ui/a.cpp"_s, u"QEventLoop loop;\n"_s, u"nested-event-loop:2"_s);
        row("loop flags", u"server/http/a.cpp"_s, u"bool processEvents(QEventLoop::ProcessEventsFlags flags);\n"_s, {});
        row("marker", u"core/work/a.cpp"_s, u"// TODO later\n"_s, u"marker:2"_s);
        row("template name", u"core/work/a.cpp"_s, u"f(\"a-XXXXXX\");\n"_s, {});
        row("vague file", u"core/work/stringutils.h"_s, {}, u"vague-name:1"_s);
        row("vague folder", u"ui/common/a.h"_s, {}, u"vague-name:1"_s);
    }
    void banned() { check(); }

    void structure_data()
    {
        columns();
        const QString enumSwitch =
            u"void f(A a)\n{\n switch (a) {\n case A::One:\n { g(); }\n default:\n  break;\n }\n}\n"_s;
        row("default over enum", u"core/work/a.cpp"_s, enumSwitch, u"default-over-enum:7"_s);
        row("default over ints", u"core/work/a.cpp"_s, QString(enumSwitch).replace(u"A::One"_s, u"1"_s), {});
        row("default over Qt", u"ui/a.cpp"_s, QString(enumSwitch).replace(u"A::One"_s, u"Qt::Key_A"_s), {});
        const QString tooLong = u"void f()\n{\n"_s + lines(u"    g();\n"_s, 80) + u"}\n"_s;
        row("long function", u"core/work/a.cpp"_s, u"namespace a {\n"_s + tooLong + u"}\n"_s, u"long-function:3"_s);
        row("long with a reason", u"core/work/a.cpp"_s, u"// long: one table\n"_s + tooLong, {});
        row("long constructor", u"core/work/a.cpp"_s,
            u"A::A()\n : m_b {1}\n , m_c {2}\n{\n"_s + lines(u"    g();\n"_s, 80) + u"}\n"_s, u"long-function:2"_s);
        row("two short ones", u"core/work/a.cpp"_s,
            lines(u"int f()\n{\n"_s + lines(u"    g();\n"_s, 40) + u"}\n\n"_s, 2), {});
        row("long table", u"core/work/a.cpp"_s, u"const int k[] = {\n"_s + lines(u"    1,\n"_s, 100) + u"};\n"_s, {});
        row("long file", u"core/work/a.h"_s, lines(u"int a();\n"_s, 400), u"long-file:401"_s);
        row("long file with a reason", u"core/work/a.h"_s, u"// long: one table\n"_s + lines(u"int a();\n"_s, 400), {});
    }
    void structure() { check(); }

    void licence()
    {
        QCOMPARE(rulesOf(checkFile(u"core/work/a.h"_s, u"#pragma once\n"_s)), u"licence:1"_s);
        QCOMPARE(rulesOf(checkFile(u"scripts/run"_s, u"#!/bin/sh\n# "_s + kLicence)), QString());
    }

    void tree()
    {
        const QString root = QStringLiteral(REMIRAI_SOURCE_DIR);
        const QStringList files = sourceFiles(root);
        QVERIFY2(files.size() > 20, "the source tree was not found");
        QStringList findings;
        for (const QString &path : files) {
            QFile file(root + u'/' + path);
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
            for (const Finding &finding : checkFile(path, QString::fromUtf8(file.readAll())))
                findings << finding.toString();
        }
        QVERIFY2(findings.isEmpty(), qPrintable(u"\n"_s + findings.join(u'\n')));
    }

private:
    static void columns()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
    }

    static void check()
    {
        QFETCH(QString, path);
        QFETCH(QString, body);
        QFETCH(QString, expected);
        QCOMPARE(rulesOf(checkFile(path, kLicence + body)), expected);
    }
};

} // namespace remirai::architecture

QTEST_GUILESS_MAIN(remirai::architecture::TestArchitecture)
#include "tst_architecture.moc"
