// SPDX-License-Identifier: GPL-3.0-or-later
// Good clients, late answers, streams and the server's own life.
#include "server/http/problem.h"
#include "tests/http/httpfixture.h"
#include "tests/http/rawclient.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>
#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

using namespace remirai;

namespace {

const Handler kEcho = [](Request &&request, Reply &&reply) { reply.send(Response::text(request.body())); };

Handler shelved(ReplyShelf &shelf)
{
    return [&shelf](Request &&, Reply &&reply) { shelf.put(std::move(reply)); };
}

InstallRoutes only(const char *pattern, const Handler &handler)
{
    return [pattern, handler](Router &router, int) { router.get(pattern, handler); };
}

QByteArray problemDetail(const RawAnswer &answer)
{
    return QJsonDocument::fromJson(answer.body).object().value(u"detail").toString().toUtf8();
}

} // namespace

class TestHttpServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void methods();
    void commonHeaders();
    void finishedHook();
    void bigBodies();
    void expectContinue();
    void pipeliningKeepsOrder();
    void manyFromAnotherThread();
    void clientsLeaveBeforeTheAnswer_data();
    void clientsLeaveBeforeTheAnswer();
    void halfClose();
    void forgottenReply();
    void throwingHandler();
    void admission();
    void rateLimit();
    void forwardedAddress();
    void cors();
};

void TestHttpServer::methods()
{
    HttpFixture fixture([](Router &router, int) {
        router.get("/page/{name}", [](Request &&request, Reply &&reply) {
            reply.send(Response::text(request.parameter("name").toByteArray()));
        });
        router.post("/page", kEcho);
    });
    RawClient client(fixture.port);
    QCOMPARE(client.get("/page/caf%c3%a9").body, "caf\xc3\xa9");
    client.send("HEAD /page/abc HTTP/1.1\r\nHost: x\r\n\r\n");
    const RawAnswer head = client.read(false);
    QCOMPARE(head.status, 200);
    QCOMPARE(head.header("content-length"), "3");
    client.send("OPTIONS /page/abc HTTP/1.1\r\nHost: x\r\n\r\n");
    const RawAnswer options = client.read();
    QCOMPARE(options.status, 204);
    QCOMPARE(options.header("allow"), "GET, HEAD, OPTIONS");
    client.send(postRequest("/page/abc", "x"));
    const RawAnswer wrong = client.read();
    QCOMPARE(wrong.status, 405);
    QCOMPARE(wrong.header("allow"), "GET, HEAD, OPTIONS");
    QCOMPARE(wrong.header("content-type"), "application/problem+json");
    QCOMPARE(client.get("/nowhere").status, 404);
    client.send(postRequest("/page", "hello"));
    QCOMPARE(client.read().body, "hello");
    QCOMPARE(fixture.server.routes().size(), 2u);
    QCOMPARE(fixture.counters().connectionsAccepted.load(), 1u); // all of it on one connection
}

void TestHttpServer::commonHeaders()
{
    HttpFixture fixture(only("/", kEcho));
    RawClient client(fixture.port);
    const RawAnswer first = client.get("/");
    QCOMPARE(first.header("x-content-type-options"), "nosniff");
    QCOMPARE(first.header("date"), "Sun, 01 Mar 2026 12:00:00 GMT");
    QVERIFY(first.header("access-control-allow-origin").isNull());
    QVERIFY(first.header("connection").isNull());
    fixture.environment.advanceMs(1'000);
    const RawAnswer second = client.get("/", "X-Request-Id: mine-1.2_3\r\n");
    QCOMPARE(second.header("x-request-id"), "mine-1.2_3");
    QCOMPARE(second.header("date"), "Sun, 01 Mar 2026 12:00:01 GMT");
    const RawAnswer third = client.get("/", "X-Request-Id: evil \"quote\r\n");
    QVERIFY(!third.header("x-request-id").isEmpty());
    QVERIFY(!third.header("x-request-id").contains("evil"));
    QVERIFY(third.header("x-request-id") != first.header("x-request-id"));
}

void TestHttpServer::finishedHook()
{
    HttpFixture fixture(only("/a/{id}", kEcho));
    RawClient client(fixture.port);
    client.get("/a/7", "X-Request-Id: r7\r\n");
    client.get("/b");
    QTRY_COMPARE(fixture.finishedRequests().size(), 2u);
    const FinishedRequest served = fixture.finishedRequests()[0];
    QCOMPARE(served.route, "/a/{id}");
    QCOMPARE(served.method, std::optional(Method::Get));
    QCOMPARE(served.status, 200);
    QCOMPARE(served.requestId, "r7");
    QVERIFY(served.durationUs >= 0 && served.durationUs < 5'000'000);
    const FinishedRequest unknown = fixture.finishedRequests()[1];
    QCOMPARE(unknown.route, "");
    QCOMPARE(unknown.status, 404);
    QCOMPARE(fixture.counters().requestsInFlight.load(), 0);
}

void TestHttpServer::bigBodies()
{
    HttpFixture fixture([](Router &router, int) { router.post("/echo", kEcho); });
    RawClient client(fixture.port);
    for (const int size : {0, 1, 16 * 1'024, 16 * 1'024 + 1, 1'048'576}) {
        const QByteArray body(size, 'b');
        client.send(postRequest("/echo", body));
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body == body);
    }
    QByteArray chunks = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 100; ++i)
        chunks.append("2710\r\n").append(QByteArray(10'000, char('a' + i % 26))).append("\r\n");
    client.send(chunks.append("0\r\n\r\n"));
    QCOMPARE(client.read().body.size(), 1'000'000);
}

void TestHttpServer::expectContinue()
{
    HttpFixture fixture([](Router &router, int) { router.post("/echo", kEcho); });
    RawClient client(fixture.port);
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.read().status, 100);
    client.send("hello");
    QCOMPARE(client.read().body, "hello");
}

void TestHttpServer::pipeliningKeepsOrder()
{
    ReplyShelf shelf;
    HttpFixture fixture([&](Router &router, int) {
        router.get("/slow", shelved(shelf));
        router.post("/quick", kEcho);
    });
    RawClient client(fixture.port);
    client.send(getRequest("/slow") + postRequest("/quick", "1") + postRequest("/quick", "2"));
    auto slow = shelf.take(1);
    QTRY_COMPARE(fixture.counters().requestsInFlight.load(), 3);
    slow.front().send(Response::text("slow"));
    for (const char *body : {"slow", "1", "2"})
        QCOMPARE(client.read().body, body);
}

void TestHttpServer::manyFromAnotherThread()
{
    ReplyShelf shelf;
    HttpFixture fixture(only("/wait", shelved(shelf)));
    std::vector<RawClient> clients;
    for (int i = 0; i < 40; ++i) {
        clients.emplace_back(fixture.port);
        clients.back().send(getRequest("/wait"));
    }
    auto replies = shelf.take(40);
    QCOMPARE(replies.size(), 40u);
    for (Reply &reply : replies)
        reply.send(Response::json("{}", 201));
    QVERIFY(replies.front().isAnswered());
    for (RawClient &client : clients)
        QCOMPARE(client.read().status, 201);
}

void TestHttpServer::clientsLeaveBeforeTheAnswer_data()
{
    QTest::addColumn<bool>("otherThread");
    QTest::addColumn<bool>("reset");
    QTest::newRow("own thread, FIN") << false << false;
    QTest::newRow("own thread, RST") << false << true;
    QTest::newRow("other thread, FIN") << true << false;
    QTest::newRow("other thread, RST") << true << true;
}

void TestHttpServer::clientsLeaveBeforeTheAnswer()
{
    constexpr size_t kClients = 50;
    QFETCH(bool, otherThread);
    QFETCH(bool, reset);
    ReplyShelf shelf;
    HttpFixture fixture([&](Router &router, int) {
        router.get("/wait", shelved(shelf));
        router.get("/answer-all", [&](Request &&, Reply &&reply) {
            for (Reply &waiting : shelf.take(kClients))
                waiting.send(Response::text("too late"));
            reply.send(Response(204));
        });
    });
    for (int round = 1; round <= 2; ++round) {
        std::vector<RawClient> clients;
        for (size_t i = 0; i < kClients; ++i) {
            clients.emplace_back(fixture.port);
            clients.back().send(getRequest("/wait"));
        }
        QTRY_COMPARE(fixture.counters().requestsInFlight.load(), qint64(kClients));
        for (RawClient &client : clients)
            reset ? client.reset() : client.close();
        QTRY_COMPARE(fixture.counters().connectionsOpen.load(), 0);
        if (otherThread) {
            for (Reply &reply : shelf.take(kClients))
                reply.send(Response::text("too late"));
        } else {
            QCOMPARE(RawClient(fixture.port).get("/answer-all").status, 204);
        }
        QTRY_COMPARE(fixture.counters().answersDropped.load(), kClients * quint64(round));
        QCOMPARE(fixture.finishedWith(kStatusClientLeft), kClients * size_t(round));
        QTRY_COMPARE(fixture.counters().requestsInFlight.load(), 0);
    }
}

void TestHttpServer::halfClose()
{
    HttpFixture fixture(only("/", kEcho));
    RawClient client(fixture.port);
    client.send(getRequest("/"));
    client.endSending();
    QCOMPARE(client.read().status, 200);
    QVERIFY(client.endsInTime());
}

void TestHttpServer::forgottenReply()
{
    HttpFixture fixture(only("/", [](Request &&, Reply &&) {}));
    RawClient client(fixture.port);
    const RawAnswer answer = client.get("/");
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.header("retry-after"), "1");
}

void TestHttpServer::throwingHandler()
{
    HttpFixture fixture(only("/", [](Request &&, Reply &&) { throw std::runtime_error("out of luck"); }));
    RawClient client(fixture.port);
    QTest::ignoreMessage(QtCriticalMsg, "handler of / threw: out of luck");
    QCOMPARE(client.get("/").status, 500);
    QTRY_COMPARE(fixture.counters().handlersThrown.load(), 1u);
}

void TestHttpServer::admission()
{
    HttpFixture fixture([](Router &router, int) {
        router.get("/open", kEcho);
        router.setAdmission([](const Request &request) -> std::optional<Error> {
            if (request.header("authorization") == "Bearer good")
                return std::nullopt;
            return Error{ErrorCode::Unauthenticated, QStringLiteral("Show a token."), {}, 0};
        });
    });
    RawClient client(fixture.port);
    const RawAnswer answer = client.get("/open");
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.header("www-authenticate"), "Bearer");
    QCOMPARE(problemDetail(answer), "Show a token.");
    QCOMPARE(client.get("/open", "Authorization: Bearer good\r\n").status, 200);
    QCOMPARE(client.get("/nowhere").status, 404);
}

void TestHttpServer::rateLimit()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.rateLimit = {1, 2, false, 64};
    HttpFixture fixture(only("/", kEcho), options);
    RawClient client(fixture.port);
    QCOMPARE(client.get("/").status, 200);
    QCOMPARE(client.get("/").status, 200);
    const RawAnswer refused = client.get("/");
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.header("retry-after"), "1");
    fixture.environment.advanceMs(1'000);
    QCOMPARE(client.get("/").status, 200);

    options.rateLimit.loopbackExempt = true;
    HttpFixture exempt(only("/", kEcho), options);
    RawClient local(exempt.port);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(local.get("/").status, 200);
}

void TestHttpServer::forwardedAddress()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.trustedProxies = *TrustedProxies::parse({QStringLiteral("127.0.0.1")});
    options.rateLimit = {1, 1, true, 64};
    const TrustedProxies trusted = options.trustedProxies;
    HttpFixture fixture(only("/",
                             [trusted](Request &&request, Reply &&reply) {
                                 reply.send(Response::text(request.clientAddress(trusted).toString().toLatin1()));
                             }),
                        options);
    RawClient proxy(fixture.port);
    QCOMPARE(proxy.get("/").body, "127.0.0.1");
    QCOMPARE(proxy.get("/", "X-Forwarded-For: 9.9.9.9, 203.0.113.5\r\n").body, "203.0.113.5");
    QCOMPARE(proxy.get("/", "X-Forwarded-For: 203.0.113.5\r\n").status,
             429); // the limit is the client's, not the proxy's
    QCOMPARE(proxy.get("/nowhere", "X-Forwarded-For: 203.0.113.5\r\n").status, 429); // a scanner is limited too
    QCOMPARE(proxy.get("/", "X-Forwarded-For: 203.0.113.6\r\n").status, 200);
}

void TestHttpServer::cors()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.corsOrigins = {"https://app.example"};
    HttpFixture fixture(only("/", kEcho), options);
    RawClient client(fixture.port);
    const RawAnswer known = client.get("/", "Origin: https://app.example\r\n");
    QCOMPARE(known.header("access-control-allow-origin"), "https://app.example");
    QCOMPARE(known.header("vary"), "Origin");
    const RawAnswer stranger = client.get("/", "Origin: https://evil.example\r\n");
    QCOMPARE(stranger.status, 200);
    QVERIFY(stranger.header("access-control-allow-origin").isNull());
    QCOMPARE(stranger.header("vary"), "Origin");
    const QByteArray preflight = "OPTIONS / HTTP/1.1\r\nHost: x\r\nAccess-Control-Request-Method: GET\r\nOrigin: ";
    client.send(preflight + "https://app.example\r\n\r\n");
    const RawAnswer allowed = client.read();
    QCOMPARE(allowed.status, 204);
    QCOMPARE(allowed.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
    QVERIFY(allowed.header("access-control-allow-headers").contains("Authorization"));
    client.send(preflight + "https://evil.example\r\n\r\n");
    QVERIFY(client.read().header("access-control-allow-methods").isNull());
}

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
