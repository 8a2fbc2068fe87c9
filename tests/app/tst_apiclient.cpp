// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/apiclient.h"
#include "tests/app/cannedserver.h"

#include <QJsonArray>
#include <QTest>

namespace remirai {

using namespace Qt::StringLiterals;

class TestApiClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatItIsGiven()
    {
        const CannedServer server({CannedServer::json("{\"paused\":true}")});
        ApiClient client(server.url() + u'/', "the-token");
        const auto reply =
            client.call({"PATCH", u"/api/v1/operator/queues/q"_s, QJsonObject{{u"paused"_s, true}}, "Browser/1"});
        QVERIFY2(reply, qPrintable(reply ? QString() : reply.error().message));
        QCOMPARE((*reply)[u"paused"_s].toBool(), true);
        const QByteArray request = server.requests().at(0);
        QVERIFY2(request.startsWith("PATCH /api/v1/operator/queues/q HTTP/1.1\r\n"), request.constData());
        QVERIFY2(request.contains("\r\nAuthorization: Bearer the-token\r\n"), request.constData());
        QVERIFY2(request.contains("\r\nUser-Agent: Browser/1\r\n"), request.constData());
        QVERIFY2(request.contains("\r\nContent-Type: application/json\r\n"), request.constData());
        QVERIFY2(request.endsWith("\r\n\r\n{\"paused\":true}"), request.constData());
    }
    void getHasNoBodyAndNoToken()
    {
        const CannedServer server({CannedServer::json("[]")});
        ApiClient client(server.url());
        const auto reply = client.get(u"/x?limit=2"_s);
        QVERIFY(reply);
        QVERIFY(reply->isArray());
        const QByteArray request = server.requests().at(0);
        QVERIFY2(request.startsWith("GET /x?limit=2 HTTP/1.1\r\n"), request.constData());
        QVERIFY2(!request.contains("Authorization") && !request.contains("Content-Type"), request.constData());
    }
    void postWithoutABodySendsAnObject()
    {
        const CannedServer server({CannedServer::json("", "202 Accepted")});
        ApiClient client(server.url());
        const auto reply = client.post(u"/x"_s);
        QVERIFY(reply);
        QVERIFY(reply->isNull());
        QVERIFY2(server.requests().at(0).endsWith("\r\n\r\n{}"), server.requests().at(0).constData());
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<QString>("message");
        QTest::newRow("problem") << CannedServer::problem(R"({"title":"Conflict","detail":"it runs already"})",
                                                          "409 Conflict")
                                 << "it runs already (HTTP 409)";
        QTest::newRow("title only") << CannedServer::problem(R"({"title":"Not Found"})", "404 Not Found")
                                    << "Not Found (HTTP 404)";
        QTest::newRow("no token")
            << CannedServer::problem(R"({"detail":"a token is needed"})", "401 Unauthorized")
            << "a token is needed (HTTP 401); put a token into REMIRAI_TOKEN (remirai token create "
               "--user YOU --role operator)";
        QTest::newRow("role too low") << CannedServer::problem(R"({"detail":"not allowed"})", "403 Forbidden")
                                      << "not allowed (HTTP 403); the token's role is too low (remirai token create "
                                         "--user YOU --role admin)";
        QTest::newRow("wait") << QByteArray("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 17\r\n\r\n"
                                            "{\"detail\":\"full\"}")
                              << "full (HTTP 503); try again in 7 s";
    }
    void refusals()
    {
        QFETCH(QByteArray, reply);
        QFETCH(QString, message);
        const CannedServer server({reply});
        const auto answered = ApiClient(server.url()).get(u"/x"_s);
        QVERIFY(!answered);
        QCOMPARE(answered.error().message, message);
    }
    void refusalWithoutAReason()
    {
        const CannedServer server({CannedServer::json("oops", "500 Internal", "text/plain")});
        const auto answered = ApiClient(server.url()).get(u"/x"_s);
        QVERIFY(!answered);
        QCOMPARE(answered.error().message, u"%1 answered 500 without a reason"_s.arg(server.url()));
    }

    void answerThatIsNotJson()
    {
        const CannedServer server({CannedServer::json("<html>", "200 OK", "text/html")});
        const auto answered = ApiClient(server.url()).get(u"/x"_s);
        QVERIFY(!answered);
        QVERIFY2(answered.error().message.endsWith(u"is it a Re:MirAI server?"_s),
                 qPrintable(answered.error().message));
    }
    void nobodyThere()
    {
        QString url;
        {
            const CannedServer server({CannedServer::json("{}")});
            url = server.url();
        }
        const auto answered = ApiClient(url).get(u"/x"_s);
        QVERIFY(!answered);
        QVERIFY2(answered.error().message.startsWith(url)
                     && answered.error().message.endsWith(u"Name another server with --server URL"_s),
                 qPrintable(answered.error().message));
    }
    void silence()
    {
        const CannedServer server({QByteArray()});
        const auto answered = ApiClient(server.url(), {}, 200).get(u"/x"_s);
        QVERIFY(!answered);
        QVERIFY(answered.error().code == ErrorCode::Timeout);
    }
    void loopbackIsAskedDirectly()
    {
        const CannedServer server({CannedServer::json("{}")});
        qputenv("http_proxy", "http://127.0.0.1:1");
        const auto answered = ApiClient(server.url()).get(u"/x"_s);
        qunsetenv("http_proxy");
        QVERIFY2(answered, qPrintable(answered ? QString() : answered.error().message));
    }

    void downloadStaysOnTheServer()
    {
        const CannedServer server({CannedServer::json("PNG", "200 OK", "image/png")});
        const auto bytes = ApiClient(server.url()).download(u"https://elsewhere.example/media/a%20b.png"_s);
        QVERIFY(bytes);
        QCOMPARE(*bytes, QByteArray("PNG"));
        QVERIFY(server.requests().at(0).startsWith("GET /media/a%20b.png HTTP/1.1\r\n"));
    }

    void lists()
    {
        const QJsonArray two{1, 2};
        QCOMPARE(itemsOf(two, u"queues"_s), two);
        QCOMPARE(itemsOf(QJsonObject{{u"queues"_s, two}}, u"queues"_s), two);
        QCOMPARE(itemsOf(QJsonObject{{u"items"_s, two}}, u"queues"_s), two);
        QCOMPARE(itemsOf(QJsonObject(), u"queues"_s), QJsonArray());
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestApiClient)
#include "tst_apiclient.moc"
