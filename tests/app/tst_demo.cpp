// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/journey.h"
#include "tests/app/cannedserver.h"
#include "tests/app/programfolder.h"

#include <QRegularExpression>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QByteArray me(const QByteArray &status, const QByteArray &more = {})
{
    return CannedServer::json("{\"status\":\"" + status + "\",\"responses_needed\":0" + more + "}");
}

QByteArray ready()
{
    return me("ready",
              ",\"persona_prompt\":\"You are calm.\\nAnd kind.\",\"illustration_url\":\"http://x/media/a.png\"");
}

// Everything before the persona is asked for, then `more`.
std::vector<QByteArray> with(const QByteArrayList &more)
{
    const QByteArray accepted = CannedServer::json("{\"status\":\"success\"}", "201 Created");
    std::vector<QByteArray> replies{
        CannedServer::json("{\"token\":\"owner\"}"),
        CannedServer::json("{\"survey_id\":\"s1\",\"survey_url\":\"http://x/s/s1\"}", "201 Created"), accepted,
        accepted, accepted};
    replies.insert(replies.end(), more.begin(), more.end());
    return replies;
}

} // namespace

// The demo against a server that says what the test wants.
class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void journeyToReady()
    {
        const CannedServer server(with({me("pending"), me("synthesizing"), me("synthesizing"), ready(),
                                        CannedServer::json(R"({"response":"My calm."})")}));
        ApiClient owner(server.url());
        QStringList told;
        const auto end = Journey(owner, nullptr, [&told](const QString &line) { told << line.mid(10); }).run(30'000);
        QVERIFY2(end, qPrintable(end ? QString() : end.error().message));
        QCOMPARE(end->status, u"ready"_s);
        QCOMPARE(end->illustrationUrl, u"http://x/media/a.png"_s);
        QCOMPARE(end->reply, u"My calm."_s);
        QCOMPARE(told.filter(u"persona is"_s),
                 QStringList({u"persona is pending"_s, u"persona is synthesizing"_s, u"persona is ready"_s}));

        const auto requests = server.requests();
        QSet<QByteArray> browsers;
        for (size_t i = 2; i < 5; ++i) {
            QVERIFY(requests.at(i).startsWith("POST /api/v1/surveys/s1/responses HTTP"));
            QVERIFY(requests.at(i).contains("\"q2\":\"Calm\"") || requests.at(i).contains("\"q2\":\"Energetic\""));
            browsers << requests.at(i).mid(requests.at(i).indexOf("User-Agent:")).split('\r').front();
        }
        QCOMPARE(browsers.size(), 3);
        QVERIFY(requests.at(5).contains("Authorization: Bearer owner\r\n"));
    }

    void moreFriendsWhenTheServerWantsThem()
    {
        const QByteArray accepted = CannedServer::json("{}", "201 Created");
        const QByteArray missing = CannedServer::json(R"({"status":"pending","responses_needed":2})");
        const CannedServer server(with({missing, accepted, missing, accepted, ready(), CannedServer::json("{}")}));
        ApiClient owner(server.url());
        QVERIFY(Journey(owner, nullptr, [](const QString &) {}).run(30'000));
        QVERIFY(server.requests().at(8).contains("friend/5"));
    }

    void ends_data()
    {
        QTest::addColumn<QByteArrayList>("more");
        QTest::addColumn<int>("deadlineMs");
        QTest::addColumn<QString>("says");
        QTest::newRow("failed") << QByteArrayList{me("failed", ",\"error\":\"the model is gone\"")} << 30'000
                                << u"the persona failed: the model is gone"_s;
        QTest::newRow("too slow")
            << QByteArrayList{me("pending")} << 300
            << u"the persona is still pending after 0 s; are workers running? See: remirai queue list"_s;
        QTest::newRow("refused") << QByteArrayList{CannedServer::problem(R"({"detail":"no"})", "500 Oops")} << 30'000
                                 << u"asking for the persona: no (HTTP 500)"_s;
    }
    void ends()
    {
        QFETCH(QByteArrayList, more);
        QFETCH(int, deadlineMs);
        QFETCH(QString, says);
        const CannedServer server(with(more));
        ApiClient owner(server.url());
        const auto end = Journey(owner, nullptr, [](const QString &) {}).run(deadlineMs);
        QVERIFY(!end);
        QCOMPARE(end.error().message, says);
    }

    void program()
    {
        const QByteArray queues = CannedServer::json(R"([{"name":"q","depth":3},{"name":"q-dlq","depth":1}])");
        const CannedServer server(
            with({ready(), queues, CannedServer::json(R"({"response":"Hi."})"), CannedServer::json("PNG")}));
        const ProgramFolder folder;
        const Outcome outcome = folder.run({u"demo"_s, u"--server"_s, server.url(), u"--picture"_s, u"face.png"_s});
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains(u"persona is ready   (q 3)\n"_s), qPrintable(outcome.out));
        QVERIFY2(outcome.out.contains(u"The persona:\n    You are calm.\n    And kind.\nIts portrait: face.png\n"_s),
                 qPrintable(outcome.out));
        QFile picture(folder.path(u"face.png"_s));
        QVERIFY(picture.open(QIODevice::ReadOnly));
        QCOMPARE(picture.readAll(), QByteArray("PNG"));
    }
    void programFails()
    {
        const CannedServer server({CannedServer::problem(R"({"detail":"off"})", "404 Not Found")});
        const ProgramFolder folder;
        const Outcome outcome = folder.run({u"demo"_s, u"--server"_s, server.url()});
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.err,
                 u"remirai: signing in: off (HTTP 404); the demo needs a server with auth.local = true\n"_s);
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestDemo)
#include "tst_demo.moc"
