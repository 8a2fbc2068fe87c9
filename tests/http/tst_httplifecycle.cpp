// SPDX-License-Identifier: GPL-3.0-or-later
// Streams that stay open, and a server that starts and stops.
#include "tests/http/httpfixture.h"
#include "tests/http/rawclient.h"

#include <QElapsedTimer>
#include <QThread>
#include <atomic>
#include <map>
#include <set>
#include <thread>

using namespace remirai;

namespace {

const Handler kOk = [](Request &&, Reply &&reply) { reply.send(Response::text("ok")); };

// The streams of one HTTP thread, as a publisher of events keeps them.
class Streams
{
public:
    Handler handler()
    {
        return [this](Request &&, Reply &&reply) {
            const auto id = std::make_shared<quint64>(0);
            const auto stream = reply.stream(eventStreamHead(2'000), [this, id] { remove(*id); });
            if (!stream)
                return;
            const std::lock_guard lock(m_mutex);
            *id = stream->id();
            m_open.emplace(stream->id(), *stream);
        };
    }

    void publish(const QByteArray &event)
    {
        for (const LiveStream &stream : all())
            stream.write(event);
    }

    std::vector<LiveStream> all()
    {
        const std::lock_guard lock(m_mutex);
        std::vector<LiveStream> streams;
        for (const auto &[id, stream] : m_open)
            streams.push_back(stream);
        return streams;
    }

    int gone() const { return m_gone; }

private:
    void remove(quint64 id)
    {
        const std::lock_guard lock(m_mutex);
        m_gone += int(m_open.erase(id));
    }

    std::mutex m_mutex;
    std::map<quint64, LiveStream> m_open;
    std::atomic<int> m_gone = 0;
};

InstallRoutes streamRoutes(Streams &streams, std::atomic<bool> *flood = nullptr)
{
    return [&streams, flood](Router &router, int) {
        router.get("/events", streams.handler());
        router.get("/ok", kOk);
        router.get("/publish", [&streams, flood](Request &&, Reply &&reply) {
            const int times = flood && *flood ? 200 : 1;
            const QByteArray event = times > 1 ? QByteArray(100'000, 'e') : QByteArray("data: own thread\n\n");
            for (int i = 0; i < times; ++i)
                streams.publish(event);
            reply.send(Response(204));
        });
    };
}

} // namespace

class TestHttpLifecycle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamDelivers();
    void streamsEndWithTheirClients();
    void streamReaderTooSlow();
    void streamEndedByServer();
    void streamNeedsItsOwnConnection();
    void drainAnswersInFlight();
    void drainHasADeadline();
    void stopEndsStreams();
    void repliesOutliveTheServer();
    void restarts();
    void addressInUse();
    void badHost();
    void routesLiveInTheirThreads();
    void twoThreadsShareConnections();
    void ownerMayRunAnEventLoop();
};

void TestHttpLifecycle::streamDelivers()
{
    Streams streams;
    HttpFixture fixture(streamRoutes(streams));
    RawClient client(fixture.port);
    client.send(getRequest("/events"));
    const RawAnswer head = client.read();
    QCOMPARE(head.status, 200);
    QCOMPARE(head.header("content-type"), "text/event-stream");
    QCOMPARE(head.header("connection"), "close");
    QVERIFY(head.header("content-length").isNull());
    QVERIFY(!head.header("x-request-id").isEmpty());
    QCOMPARE(client.readSome(), "retry: 2000\n\n");
    QCOMPARE(RawClient(fixture.port).get("/publish").status, 204);
    QCOMPARE(client.readSome(), "data: own thread\n\n");
    streams.publish("data: other thread\n\n");
    QCOMPARE(client.readSome(), "data: other thread\n\n");
    QCOMPARE(fixture.counters().streamsOpen.load(), 1);
    QCOMPARE(fixture.finishedWith(200), 1u); // at its beginning; its length is not a latency
}

void TestHttpLifecycle::streamsEndWithTheirClients()
{
    Streams streams;
    HttpFixture fixture(streamRoutes(streams));
    std::vector<RawClient> clients;
    for (int i = 0; i < 60; ++i) {
        clients.emplace_back(fixture.port);
        clients.back().send(getRequest("/events"));
        QCOMPARE(clients.back().read().status, 200);
    }
    for (size_t i = 0; i < 30; ++i)
        i % 2 ? clients[i].reset() : clients[i].close();
    QTRY_COMPARE(streams.gone(), 30);
    streams.publish("data: x\n\n");
    clients.clear();
    QTRY_COMPARE(streams.gone(), 60);
    QTRY_COMPARE(fixture.counters().connectionsOpen.load(), 0);
    QCOMPARE(fixture.counters().streamsOpen.load(), 0);
}

void TestHttpLifecycle::streamReaderTooSlow()
{
    Streams streams;
    std::atomic<bool> flood = true;
    HttpFixture fixture(streamRoutes(streams, &flood));
    RawClient client = RawClient::unconnected();
    client.setReceiveBuffer(4'096);
    QVERIFY(client.connectTo(fixture.port));
    client.send(getRequest("/events"));
    QCOMPARE(client.read().status, 200);
    QCOMPARE(RawClient(fixture.port).get("/publish").status, 204); // 20 MB, of which 4 MiB may wait
    QTRY_COMPARE(streams.gone(), 1);
    QCOMPARE(fixture.counters().clientsCut.load(), 1u);
    QCOMPARE(RawClient(fixture.port).get("/ok").status, 200);
}

void TestHttpLifecycle::streamEndedByServer()
{
    Streams streams;
    HttpFixture fixture(streamRoutes(streams));
    RawClient client(fixture.port);
    client.send(getRequest("/events"));
    QCOMPARE(client.read().status, 200);
    QTRY_COMPARE(streams.all().size(), 1u);
    const LiveStream stream = streams.all().front();
    stream.write("data: last\n\n");
    stream.end();
    QVERIFY(client.endsInTime());
    QTRY_COMPARE(streams.gone(), 1);
    stream.write("data: nobody\n\n"); // harmless
    QCOMPARE(RawClient(fixture.port).get("/ok").status, 200);
}

void TestHttpLifecycle::streamNeedsItsOwnConnection()
{
    Streams streams;
    ReplyShelf shelf;
    HttpFixture fixture([&](Router &router, int) {
        router.get("/events", streams.handler());
        router.get("/wait", [&](Request &&, Reply &&reply) { shelf.put(std::move(reply)); });
    });
    RawClient client(fixture.port);
    client.send(getRequest("/wait") + getRequest("/events"));
    QTRY_COMPARE(fixture.counters().requestsInFlight.load(), 2);
    shelf.take(1).front().send(Response(204));
    QCOMPARE(client.read().status, 204);
    QCOMPARE(client.read().status, 409);
    QCOMPARE(streams.gone(), 0);
}

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
    fixture.server.stop(100);
    QVERIFY(client.endsInTime());
    QCOMPARE(fixture.finishedWith(kStatusClientLeft), 1u);
    QCOMPARE(fixture.counters().connectionsOpen.load(), 0);
}

void TestHttpLifecycle::stopEndsStreams()
{
    Streams streams;
    HttpFixture fixture(streamRoutes(streams));
    RawClient client(fixture.port);
    client.send(getRequest("/events"));
    QCOMPARE(client.read().status, 200);
    std::thread stopping([&] { client.endsInTime(), client.close(); });
    fixture.server.stop(5'000);
    stopping.join();
    QCOMPARE(streams.gone(), 1);
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
    ReplyBatch batch;
    batch.add(std::move(replies[1]), Response(200));
    batch.send();
    replies.clear(); // the third answers 503 to nobody
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
