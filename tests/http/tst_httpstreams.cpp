// SPDX-License-Identifier: GPL-3.0-or-later
// Streams that stay open: what is written arrives, and whoever leaves, lags or is shut down is gone.
#include "tests/http/httpfixture.h"
#include "tests/http/rawclient.h"

#include <atomic>
#include <map>
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

class TestHttpStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamDelivers();
    void streamsEndWithTheirClients();
    void streamReaderTooSlow();
    void streamEndedByServer();
    void streamNeedsItsOwnConnection();
    void stopEndsStreams();
};

void TestHttpStreams::streamDelivers()
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

void TestHttpStreams::streamsEndWithTheirClients()
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

void TestHttpStreams::streamReaderTooSlow()
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

void TestHttpStreams::streamEndedByServer()
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

void TestHttpStreams::streamNeedsItsOwnConnection()
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
    client.send("HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n");
    const RawAnswer head = client.read(false);
    QCOMPARE(head.status, 200);
    QCOMPARE(head.header("content-type"), "text/event-stream");
    QVERIFY(client.send(getRequest("/wait"))); // no stream was begun
    shelf.take(1).front().send(Response(204));
    QCOMPARE(client.read().status, 204);
    QCOMPARE(streams.gone(), 0);
}

void TestHttpStreams::stopEndsStreams()
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

QTEST_GUILESS_MAIN(TestHttpStreams)
#include "tst_httpstreams.moc"
