// SPDX-License-Identifier: GPL-3.0-or-later
// A server that starts, drains and stops.
#include "tests/http/httpfixture.h"
#include "tests/http/rawclient.h"

#include <QElapsedTimer>
#include <QThread>
#include <atomic>
#include <map>
#include <set>

using namespace remirai;

namespace {

const Handler kOk = [](Request &&, Reply &&reply) { reply.send(Response::text("ok")); };

} // namespace

class TestHttpLifecycle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drainAnswersInFlight();
    void drainHasADeadline();
    void repliesOutliveTheServer();
    void restarts();
    void addressInUse();
    void badHost();
    void routesLiveInTheirThreads();
    void twoThreadsShareConnections();
    void ownerMayRunAnEventLoop();
};

void TestHttpLifecycle::drainAnswersInFlight()
{
    ReplyShelf shelf;
    HttpFixture fixture([&](Router &router, int) {
        router.get("/wait", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
        router.get("/ok", kOk);
    });
    std::vector<RawClient> waiting;
    std::vector<RawClient> idle;
    for (int i = 0; i < 20; ++i) {
        waiting.emplace_back(fixture.port);
        waiting.back().send(getRequest("/wait"));
        idle.emplace_back(fixture.port);
        QCOMPARE(idle.back().get("/ok").status, 200);
    }
    auto replies = shelf.take(20);
    fixture.server.beginStop(5'000);
    for (RawClient &client : idle)
        QVERIFY(client.endsInTime());
    QVERIFY(!RawClient(fixture.port).isConnected());
    QVERIFY(!fixture.server.isStopped());
    for (Reply &reply : replies)
        reply.send(Response::text("in time"));
    for (RawClient &client : waiting) {
        const RawAnswer answer = client.read();
        QCOMPARE(answer.body, "in time");
        QCOMPARE(answer.header("connection"), "close");
    }
    waiting.clear();
    QElapsedTimer timer;
    timer.start();
    fixture.server.stop(5'000);
    fixture.server.stop(5'000);
    QVERIFY(timer.elapsed() < 2'000);
    QVERIFY(fixture.server.isStopped());
    QCOMPARE(fixture.counters().requestsInFlight.load(), 0);
    QCOMPARE(fixture.counters().connectionsOpen.load(), 0);
}

void TestHttpLifecycle::drainHasADeadline()
{
    ReplyShelf shelf;
    HttpFixture fixture([&](Router &router, int) {
        router.get("/wait", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
    });
    RawClient client(fixture.port);
    client.send(getRequest("/wait"));
    auto replies = shelf.take(1);
    fixture.server.beginStop(60'000);
    fixture.server.stop(100); // the earlier deadline counts
    QVERIFY(client.endsInTime());
    QCOMPARE(fixture.finishedWith(kStatusClientLeft), 1u);
    QCOMPARE(fixture.counters().connectionsOpen.load(), 0);
}

void TestHttpLifecycle::repliesOutliveTheServer()
{
    ReplyShelf shelf;
    std::vector<Reply> replies;
    {
        HttpFixture fixture([&](Router &router, int) {
            router.get("/wait", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
        });
        RawClient client(fixture.port);
        client.send(getRequest("/wait") + getRequest("/wait") + getRequest("/wait"));
        replies = shelf.take(3);
        QCOMPARE(replies.size(), 3u);
    }
    replies[0].send(Response(200));
    replies.clear(); // the others answer 503 to nobody
}

void TestHttpLifecycle::restarts()
{
    HttpFixture fixture([](Router &router, int) { router.get("/ok", kOk); });
    for (int round = 0; round < 3; ++round) {
        fixture.server.stop(100);
        const auto port = fixture.server.start();
        QVERIFY(port.ok());
        QCOMPARE(RawClient(*port).get("/ok").status, 200);
    }
}

void TestHttpLifecycle::addressInUse()
{
    for (const int threads : {1, 2}) {
        HttpOptions options;
        options.threads = threads;
        HttpFixture first([](Router &router, int) { router.get("/ok", kOk); }, options);
        QVERIFY(first.port != 0);
        options.port = first.port;
        HttpServer second(options, first.environment, [](Router &, int) {});
        const auto started = second.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Unavailable);
        QVERIFY(started.error().message.contains(QString::number(first.port)));
        QVERIFY(started.error().message.contains(u"in use"));
    }
}

void TestHttpLifecycle::badHost()
{
    TestEnvironment environment(1);
    for (const char *host : {"not.an.address", "", "203.0.113.77"}) {
        HttpOptions options;
        options.host = QString::fromLatin1(host);
        HttpServer server(options, environment, [](Router &, int) {});
        const auto started = server.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::InvalidArgument);
    }
}

void TestHttpLifecycle::routesLiveInTheirThreads()
{
    std::mutex mutex;
    std::map<int, std::pair<QThread *, QThread *>> threads;
    HttpOptions options;
    options.threads = 3;
    TestEnvironment environment(1);
    HttpServer server(
        options, environment,
        [&](Router &router, int index) {
            router.get("/ok", kOk);
            const std::lock_guard lock(mutex);
            threads[index].first = QThread::currentThread();
        },
        [&](int index) {
            const std::lock_guard lock(mutex);
            threads[index].second = QThread::currentThread();
        });
    QVERIFY(server.start().ok());
    server.stop(1'000);
    QCOMPARE(threads.size(), 3u);
    std::set<QThread *> distinct;
    for (const auto &[index, pair] : threads) {
        QCOMPARE(pair.first, pair.second);
        QVERIFY(pair.first != QThread::currentThread());
        distinct.insert(pair.first);
    }
    QCOMPARE(distinct.size(), 3u);
}

void TestHttpLifecycle::twoThreadsShareConnections()
{
    std::array<std::atomic<int>, 2> served{};
    HttpOptions options;
    options.threads = 2;
    options.limits.connections = 70; // the cap is the server's, not a thread's
    HttpFixture fixture(
        [&](Router &router, int index) {
            router.get("/ok", [&served, index](Request &&, Reply &&reply) {
                ++served[size_t(index)];
                reply.send(Response(204));
            });
        },
        options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 70; ++i) {
        clients.emplace_back(fixture.port);
        QCOMPARE(clients.back().get("/ok").status, 204);
    }
    QVERIFY(served[0] > 5);
    QVERIFY(served[1] > 5);
    QCOMPARE(RawClient(fixture.port).get("/ok").status, 503);
}

void TestHttpLifecycle::ownerMayRunAnEventLoop()
{
    ReplyShelf shelf;
    HttpFixture fixture([&](Router &router, int) {
        router.get("/wait", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
    });
    RawClient client(fixture.port);
    client.send(getRequest("/wait"));
    auto replies = shelf.take(1);
    fixture.server.beginStop(5'000);
    QMetaObject::invokeMethod(
        this, [&] { replies.clear(); }, Qt::QueuedConnection); // answered by an event of the owner's loop
    QTRY_COMPARE(fixture.finishedWith(503), 1u);
    QCOMPARE(client.read().status, 503);
    client.close();
    QTRY_VERIFY(fixture.server.isStopped());
}

QTEST_GUILESS_MAIN(TestHttpLifecycle)
#include "tst_httplifecycle.moc"
