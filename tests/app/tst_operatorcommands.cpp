// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cannedserver.h"
#include "tests/app/programfolder.h"

namespace remirai {

using namespace Qt::StringLiterals;

// `remirai queue` and `remirai saga` against a server that says what the test wants.
class TestOperatorCommands : public QObject
{
    Q_OBJECT

private:
    std::optional<ProgramFolder> m_folder;

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void queueList()
    {
        const CannedServer server({CannedServer::json(
            R"({"queues":[{"name":"q","depth":50000,"in_flight":1,"delayed":0,"dead":2,"oldest_age_ms":1500,
                "arrivals_per_second":0.5,"completions_per_second":10,"slots":10,"paused":false,
                "drain":{"verdict":"clears","clears_in_ms":720000}}]})")});
        m_folder->environment.insert(u"REMIRAI_TOKEN"_s, u"t0"_s);
        const Outcome outcome = m_folder->run({u"queue"_s, u"list"_s, u"--server"_s, server.url()});
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.out,
                 u"QUEUE  DEPTH  IN FLIGHT  DELAYED  DEAD  OLDEST  IN/S  OUT/S  SLOTS  DRAIN\n"
                 "q      50000          1        0     2   1.5 s   0.5   10.0     10  clears in 12 min\n"_s);
        QCOMPARE(outcome.code, 0);
        QVERIFY(server.requests().at(0).contains("Authorization: Bearer t0\r\n"));
    }
    void queueActions_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QString>("says");
        const QByteArray queue = "/api/v1/operator/queues/q-dlq";
        QTest::newRow("show") << "queue show q-dlq"
                              << "GET " + queue + " HTTP" << u"messages  3\n"_s;
        QTest::newRow("messages") << "queue messages q-dlq --limit 5 --cursor a=b"
                                  << "GET " + queue + "/messages?limit=5&cursor=a%3Db HTTP"
                                  << u"No messages in q-dlq.\n"_s;
        QTest::newRow("redrive") << "queue redrive q-dlq"
                                 << "POST " + queue + "/redrive HTTP" << u"3 messages redriven from q-dlq.\n"_s;
        QTest::newRow("purge") << "queue purge q-dlq --yes"
                               << "POST " + queue + "/purge HTTP" << u"3 messages purged from q-dlq.\n"_s;
        QTest::newRow("pause") << "queue pause q-dlq"
                               << "PATCH " + queue + " HTTP" << u"q-dlq is paused.\n"_s;
        QTest::newRow("resume") << "queue resume q-dlq"
                                << "PATCH " + queue + " HTTP" << u"q-dlq is running.\n"_s;
        const QByteArray saga = "/api/v1/operator/sagas";
        const QString id = u"0190b6a0-0000-7000-8000-000000000001"_s;
        QTest::newRow("saga list") << "saga list --state failed"
                                   << "GET " + saga + "?limit=20&state=failed HTTP" << u"No sagas.\n"_s;
        QTest::newRow("saga retry") << u"saga retry "_s + id << "POST " + saga + "/" + id.toLatin1() + "/retry HTTP"
                                    << u"Saga %1 runs again.\n"_s.arg(id);
    }
    void queueActions()
    {
        QFETCH(QString, arguments);
        QFETCH(QByteArray, request);
        QFETCH(QString, says);
        const CannedServer server({CannedServer::json(R"({"messages":3})")});
        m_folder->environment.insert(u"REMIRAI_SERVER"_s, server.url());
        const Outcome outcome = m_folder->run(arguments.split(u' '));
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.out, says);
        QCOMPARE(outcome.code, 0);
        QVERIFY2(server.requests().at(0).startsWith(request), server.requests().at(0).constData());
    }
    void sagaListHasPages()
    {
        const CannedServer server({CannedServer::json(
            R"({"sagas":[{"saga_id":"s","state":"running","step":"synthesis","updated_at":"now","error":null}],
                "next_cursor":"s"})")});
        const Outcome outcome =
            m_folder->run({u"saga"_s, u"list"_s, u"--cursor"_s, u"a/b"_s, u"--server"_s, server.url()});
        QCOMPARE(outcome.out,
                 u"SAGA  STATE    STEP       UPDATED  ERROR\n"
                 "s     running  synthesis  now      -\n"
                 "More: --cursor s\n"_s);
        QVERIFY(server.requests().at(0).startsWith("GET /api/v1/operator/sagas?limit=20&cursor=a%2Fb HTTP"));
    }
    void sagaShow()
    {
        const CannedServer server({CannedServer::json(
            R"({"saga_id":"s","state":"failed","attempts":[{"step":"synthesis","number":1,"outcome":"failed",
                "started_at":"2026-03-01T12:00:00.000Z","duration_ms":1500,"worker":"w","error":"no"}],"events":[]})")});
        const Outcome outcome = m_folder->run(
            {u"--server"_s, server.url(), u"saga"_s, u"show"_s, u"0190b6a0-0000-7000-8000-000000000001"_s});
        QCOMPARE(outcome.out,
                 u"saga_id  s\n"
                 "state    failed\n"
                 "\n"
                 "STEP       ATTEMPT  OUTCOME  STARTED                    TOOK  WORKER  ERROR\n"
                 "synthesis        1  failed   2026-03-01T12:00:00.000Z  1.5 s  w       no\n"_s);
    }
    void serverAway()
    {
        const Outcome outcome = m_folder->run({u"queue"_s, u"list"_s, u"--server"_s, u"http://127.0.0.1:1"_s});
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.out, QString());
        QVERIFY2(outcome.err.contains(u"is `remirai serve` running there?"_s), qPrintable(outcome.err));
    }
    void noSuchQueue()
    {
        const CannedServer server(
            {CannedServer::problem(R"({"detail":"there is no queue named x"})", "404 Not Found")});
        const Outcome outcome = m_folder->run({u"queue"_s, u"show"_s, u"x"_s, u"--server"_s, server.url()});
        QCOMPARE(outcome.code, 2);
        QCOMPARE(outcome.err, u"remirai: there is no queue named x (HTTP 404)\n"_s);
    }

    // A token for a server on this machine comes from the data directory; for another one never.
    void operatorTokenStaysHere()
    {
        const CannedServer server({CannedServer::json("{}")});
        QCOMPARE(
            m_folder->run({u"token"_s, u"create"_s, u"--user"_s, u"a@b"_s, u"--data-dir"_s, m_folder->path(u"data"_s)})
                .code,
            0);
        m_folder->run({u"queue"_s, u"list"_s, u"--server"_s, server.url(), u"--data-dir"_s, m_folder->path(u"data"_s)});
        QVERIFY(server.requests().at(0).contains("Authorization: Bearer ey"));
        m_folder->run({u"queue"_s, u"list"_s, u"--server"_s, server.url(), u"--data-dir"_s, m_folder->path(u"none"_s)});
        QVERIFY(!server.requests().at(1).contains("Authorization"));
        QVERIFY(!QFileInfo::exists(m_folder->path(u"none"_s)));
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestOperatorCommands)
#include "tst_operatorcommands.moc"
