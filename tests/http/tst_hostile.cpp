// SPDX-License-Identifier: GPL-3.0-or-later
// Bad clients against a real server.
#include "server/http/problem.h"
#include "tests/http/hostilecases.h"
#include "tests/http/httpfixture.h"
#include "tests/http/rawclient.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

using namespace remirai;

namespace {

void addHostileRoutes(Router &router, int)
{
    const Handler length = [](Request &&request, Reply &&reply) {
        reply.send(Response::text(QByteArray::number(request.body().size())));
    };
    router.get("/h", length);
    router.get("/get", length);
    router.post("/post", length);
    router.get("/s/{text}", length);
    router.get("/id/{number}", length);
    router.get("/v1.0/x", length);
    router.get("/big", [](Request &&, Reply &&reply) { reply.send(Response::text(QByteArray(8'000'000, 'x'))); });
}

// Lowers the limit of open files to what is open now and `spare` more, for its lifetime.
class FewDescriptors
{
public:
    explicit FewDescriptors(rlim_t spare)
    {
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::close(next);
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit low{rlim_t(next) + spare, m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &low);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    Q_DISABLE_COPY_MOVE(FewDescriptors)

private:
    rlimit m_before{};
};

} // namespace

class TestHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cases_data();
    void cases();
    void byteByByte();
    void refusalsAreProblems();
    void slowHeads();
    void slowBodies();
    void silentClients();
    void idleClients();
    void clientThatDoesNotRead();
    void bodyBudget();
    void tooManyConnections();
    void tooManyPerAddress();
    void noDescriptorsLeft();
    void stuckHandler();
    void tooManyPipelined();
    void refusalKeepsAnswersInFlight();
    void cleanupTestCase() { m_fixture.reset(); }

private:
    std::unique_ptr<HttpFixture> m_fixture;
};

void TestHostile::cases_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("answers");
    QTest::addColumn<bool>("closes");
    m_fixture = std::make_unique<HttpFixture>(addHostileRoutes); // one for all: no case may hurt the next
    for (const HostileCase &row : hostileCases())
        QTest::newRow(row.name) << row.bytes << row.answers << row.closes;
}

void TestHostile::cases()
{
    HttpFixture &fixture = *m_fixture;
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, answers);
    QFETCH(bool, closes);
    RawClient client(fixture.port);
    client.send(bytes); // may fail midway when the refusal is quicker
    QByteArrayList statuses;
    for (qsizetype i = 0; i <= answers.count(','); ++i) {
        const RawAnswer answer = client.read();
        statuses << QByteArray::number(answer.status);
        if (answer.status >= 200)
            QVERIFY(!answer.header("x-request-id").isEmpty());
    }
    QCOMPARE(statuses.join(','), answers);
    if (closes)
        QVERIFY(client.endsInTime());
    else
        QCOMPARE(client.get("/h").status, 200); // still in step
    QCOMPARE(RawClient(fixture.port).get("/h").status, 200);
    QCOMPARE(fixture.finishedWith(500), 0u); // Qt's parser agreed with the guard
}

void TestHostile::byteByByte()
{
    HttpFixture fixture(addHostileRoutes);
    RawClient client(fixture.port);
    for (const QByteArray &request : {postRequest("/post", "hello"), getRequest("/h"),
                                      QByteArray("POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                 "5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n")}) {
        for (const char byte : request) {
            QVERIFY(client.send(QByteArray(1, byte)));
            QThread::yieldCurrentThread();
        }
        QCOMPARE(client.read().status, 200);
    }
    QCOMPARE(fixture.finishedWith(200), 3u);
}

void TestHostile::refusalsAreProblems()
{
    HttpFixture fixture(addHostileRoutes);
    RawClient client(fixture.port);
    client.send("GET /h HTTP/9.9\r\nHost: x\r\n\r\n");
    const RawAnswer answer = client.read();
    QCOMPARE(answer.status, 505);
    QCOMPARE(answer.header("content-type"), "application/problem+json");
    QCOMPARE(answer.header("connection"), "close");
    QCOMPARE(QJsonDocument::fromJson(answer.body).object().value(u"status").toInt(), 505);
    QTRY_COMPARE(fixture.finishedWith(505), 1u);
    QVERIFY(!fixture.finishedRequests().front().method);
}

void TestHostile::slowHeads()
{
    HttpFixture fixture(addHostileRoutes);
    std::vector<RawClient> clients;
    for (int i = 0; i < 60; ++i) {
        clients.emplace_back(fixture.port);
        clients.back().send("POST /post HTTP/1.1\r\nHost: x\r\nX-a: ");
    }
    for (int round = 0; round < 20; ++round) {
        for (RawClient &client : clients)
            client.send("a"); // trickling does not buy time
        QCOMPARE(RawClient(fixture.port).get("/h").status, 200);
    }
    for (RawClient &client : clients) {
        QCOMPARE(client.read().status, 408);
        QVERIFY(client.endsInTime());
    }
    QTRY_COMPARE(fixture.counters().requestsTimedOut.load(), 60u);
}

void TestHostile::slowBodies()
{
    HttpFixture fixture(addHostileRoutes);
    std::vector<RawClient> clients;
    for (int i = 0; i < 60; ++i) {
        clients.emplace_back(fixture.port);
        clients.back().send("POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc");
    }
    for (RawClient &client : clients) {
        QCOMPARE(client.read().status, 408);
        QVERIFY(client.endsInTime());
    }
}

void TestHostile::silentClients()
{
    HttpFixture fixture(addHostileRoutes);
    std::vector<RawClient> clients;
    for (int i = 0; i < 60; ++i)
        clients.emplace_back(fixture.port);
    for (RawClient &client : clients)
        QVERIFY(client.endsInTime());
    clients.clear();
    QTRY_COMPARE(fixture.counters().connectionsOpen.load(), 0);
}

void TestHostile::idleClients()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.idleMs = 200;
    HttpFixture fixture(addHostileRoutes, options);
    RawClient client(fixture.port);
    QCOMPARE(client.get("/h").status, 200);
    QVERIFY(client.endsInTime());
    QCOMPARE(fixture.counters().requestsTimedOut.load(), 0u);
}

void TestHostile::clientThatDoesNotRead()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.writeMs = 200;
    HttpFixture fixture(addHostileRoutes, options);
    RawClient client = RawClient::unconnected();
    client.setReceiveBuffer(4'096);
    QVERIFY(client.connectTo(fixture.port));
    client.send(getRequest("/big"));
    QTRY_COMPARE(fixture.counters().clientsCut.load(), 1u);
    QTRY_COMPARE(fixture.counters().connectionsOpen.load(), 0);

    RawClient reader(fixture.port);
    QCOMPARE(reader.get("/big").body.size(), 8'000'000);
}

void TestHostile::bodyBudget()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.bodyMs = 5'000;
    options.limits.bodyBudgetBytes = 250'000;
    HttpFixture fixture(addHostileRoutes, options);
    const QByteArray head = "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
    RawClient first(fixture.port);
    RawClient second(fixture.port);
    first.send(head);
    second.send(head);
    QTRY_COMPARE(fixture.counters().connectionsOpen.load(), 2);
    RawClient third(fixture.port);
    third.send(head);
    QCOMPARE(third.read().status, 503);
    first.send(QByteArray(100'000, 'a'));
    QCOMPARE(first.read().body, "100000");
    RawClient fourth(fixture.port);
    fourth.send(head + QByteArray(100'000, 'a'));
    QCOMPARE(fourth.read().status, 200);
    second.reset(); // gives its share back
    QTRY_VERIFY(fixture.counters().connectionsOpen.load() <= 3);
    fourth.send(postRequest("/post", QByteArray(240'000, 'a')));
    QCOMPARE(fourth.read().status, 200);
}

void TestHostile::tooManyConnections()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.headMs = 5'000;
    options.limits.connections = 20;
    HttpFixture fixture(addHostileRoutes, options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 20; ++i) {
        clients.emplace_back(fixture.port);
        QCOMPARE(clients.back().get("/h").status, 200);
    }
    for (int i = 0; i < 5; ++i) {
        RawClient over(fixture.port);
        const RawAnswer answer = over.get("/h");
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.header("retry-after"), "1");
        QCOMPARE(answer.header("content-type"), "application/problem+json");
        QVERIFY(!answer.header("x-request-id").isEmpty());
        QVERIFY(over.endsInTime());
    }
    QCOMPARE(fixture.counters().connectionsRefused.load(), 5u);
    clients.pop_back();
    QTRY_COMPARE(fixture.counters().connectionsOpen.load(), 19);
    QCOMPARE(RawClient(fixture.port).get("/h").status, 200);
}

void TestHostile::tooManyPerAddress()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.connectionsPerAddress = 2;
    {
        HttpFixture exempt(addHostileRoutes, options);
        RawClient a(exempt.port), b(exempt.port), c(exempt.port);
        QCOMPARE(c.get("/h").status, 200);
    }
    options.limits.loopbackExempt = false;
    HttpFixture fixture(addHostileRoutes, options);
    RawClient a(fixture.port), b(fixture.port);
    QCOMPARE(a.get("/h").status, 200);
    QCOMPARE(b.get("/h").status, 200);
    QCOMPARE(RawClient(fixture.port).get("/h").status, 503);
    a.close();
    QTRY_COMPARE(fixture.counters().connectionsOpen.load(), 1);
    QCOMPARE(RawClient(fixture.port).get("/h").status, 200);
}

void TestHostile::noDescriptorsLeft()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.headMs = 5'000;
    HttpFixture fixture(addHostileRoutes, options);
    std::vector<RawClient> clients; // their descriptors first: the kernel connects them without the server's accept()
    for (int i = 0; i < 10; ++i)
        clients.push_back(RawClient::unconnected());
    {
        const FewDescriptors few(3);
        for (RawClient &client : clients) {
            QVERIFY(client.connectTo(fixture.port));
            QVERIFY(client.send(getRequest("/h")));
        }
        QTRY_VERIFY(fixture.counters().connectionsAccepted.load() >= 3);
        QCOMPARE(clients.front().read().status, 200);
        QVERIFY(fixture.counters().connectionsAccepted.load() < 10);
    }
    for (size_t i = 1; i < clients.size(); ++i)
        QCOMPARE(clients[i].read().status, 200);
}

void TestHostile::stuckHandler()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.handlerMs = 200;
    ReplyShelf shelf;
    HttpFixture fixture(
        [&](Router &router, int) {
            router.get("/stuck", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
        },
        options);
    RawClient client(fixture.port);
    QCOMPARE(client.get("/stuck").status, 504);
    QVERIFY(client.endsInTime());
    auto late = shelf.take(1);
    late.front().send(Response(200));
    QTRY_COMPARE(fixture.counters().answersDropped.load(), 1u);
}

void TestHostile::tooManyPipelined()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.pipelined = 3;
    ReplyShelf shelf;
    HttpFixture fixture(
        [&](Router &router, int) {
            router.get("/wait", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
        },
        options);
    RawClient client(fixture.port);
    client.send(getRequest("/wait") + getRequest("/wait") + getRequest("/wait") + getRequest("/wait"));
    QTRY_COMPARE(fixture.counters().requestsRefused.load(), 1u);
    for (Reply &reply : shelf.take(3))
        reply.send(Response::text("ok"));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.read().status, 200);
    QCOMPARE(client.read().status, 503);
    QVERIFY(client.endsInTime());
}

// What the client has asked for before its mistake is still answered, in order.
void TestHostile::refusalKeepsAnswersInFlight()
{
    ReplyShelf shelf;
    HttpFixture fixture([&](Router &router, int) {
        router.get("/wait", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
    });
    RawClient client(fixture.port);
    client.send(getRequest("/wait") + getRequest("/wait") + "GARBAGE\r\n\r\n");
    auto replies = shelf.take(2);
    QCOMPARE(replies.size(), 2u);
    QTRY_COMPARE(fixture.counters().requestsRefused.load(), 1u);
    replies[1].send(Response::text("second"));
    replies[0].send(Response::text("first"));
    QCOMPARE(client.read().body, "first");
    QCOMPARE(client.read().body, "second");
    QCOMPARE(client.read().status, 400);
    QVERIFY(client.endsInTime());
}

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
