// SPDX-License-Identifier: GPL-3.0-or-later
// A body takes its share of the thread's budget only while somebody keeps it.
#include "tests/http/httpfixture.h"
#include "tests/http/rawclient.h"

#include <malloc.h>

using namespace remirai;

namespace {

constexpr qsizetype kBody = 1'000'000;
constexpr size_t kWaiting = 20;

// What this process has allocated, in all its heaps; 0 under a sanitizer.
qint64 bytesInUse()
{
    const auto heaps = ::mallinfo2();
    return qint64(heaps.uordblks + heaps.hblkhd);
}

} // namespace

class TestBodyBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whoWaitsMayReleaseIt();
    void aFinishedRequestKeepsNone();
    void aRefusedRequestKeepsNone();

private:
    std::optional<ReplyShelf> m_shelf;
    std::optional<HttpFixture> m_fixture;
};

void TestBodyBudget::init()
{
    HttpOptions options = HttpFixture::fastOptions();
    options.limits.bodyMs = 5'000;
    options.limits.idleMs = options.limits.lingerMs = 30'000; // no connection ends within a test
    options.limits.bodyBudgetBytes = 5 * kBody / 2;
    m_shelf.emplace();
    m_fixture.emplace(
        [this](Router &router, int) {
            router.post("/size", [](Request &&request, Reply &&reply) {
                reply.send(Response::text(QByteArray::number(request.body().size())));
            });
            router.post("/wait", [this](Request &&, Reply &&reply) {
                reply.releaseBody();
                m_shelf->put(std::move(reply));
            });
        },
        options);
}

void TestBodyBudget::cleanup()
{
    m_fixture.reset();
    m_shelf.reset();
}

void TestBodyBudget::whoWaitsMayReleaseIt()
{
    std::vector<RawClient> clients;
    std::vector<Reply> waiting;
    for (size_t i = 1; i <= kWaiting; ++i) {
        clients.emplace_back(m_fixture->port);
        clients.back().send(postRequest("/wait", QByteArray(kBody, 'a')));
        for (Reply &reply : m_shelf->take(1))
            waiting.push_back(std::move(reply));
        QCOMPARE(waiting.size(), i);
    }
    RawClient other(m_fixture->port);
    other.send(postRequest("/size", QByteArray(kBody, 'a')));
    QCOMPARE(other.read().body, QByteArray::number(kBody));
    for (Reply &reply : waiting)
        reply.send(Response::text("done"));
    for (RawClient &client : clients)
        QCOMPARE(client.read().status, 200);
    // It was given back once, not twice: two bodies more and the budget is spent.
    const QByteArray head = "POST /size HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
        + QByteArray::number(kBody) + "\r\n";
    for (RawClient *client : {&clients[0], &clients[1]}) {
        client->send(head + "\r\n");
        QVERIFY(client->readSome().startsWith("HTTP/1.1 100"));
    }
    clients[2].send(head + "\r\n");
    QCOMPARE(clients[2].read().status, 503);
}

// An idle connection must not keep a body that no budget counts.
void TestBodyBudget::aFinishedRequestKeepsNone()
{
    const QByteArray request = postRequest("/size", QByteArray(kBody, 'a'));
    const qint64 before = bytesInUse();
    std::vector<RawClient> idle;
    for (size_t i = 0; i < kWaiting; ++i) {
        idle.emplace_back(m_fixture->port);
        idle.back().send(request);
        QCOMPARE(idle.back().read().status, 200);
    }
    QTRY_VERIFY2(bytesInUse() - before < 3 * kBody, qPrintable(QString::number(bytesInUse() - before)));
    for (RawClient &client : idle) { // and each may ask again
        client.send(request);
        QCOMPARE(client.read().body, QByteArray::number(kBody));
    }
}

// Nor while its connection lingers.
void TestBodyBudget::aRefusedRequestKeepsNone()
{
    const QByteArray request = "POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + QByteArray::number(kBody, 16) + "\r\n" + QByteArray(kBody, 'a') + "and no line end";
    const qint64 before = bytesInUse();
    std::vector<RawClient> refused;
    for (size_t i = 0; i < kWaiting; ++i) {
        refused.emplace_back(m_fixture->port);
        refused.back().send(request);
        QCOMPARE(refused.back().read().status, 400);
    }
    QTRY_VERIFY2(bytesInUse() - before < 3 * kBody, qPrintable(QString::number(bytesInUse() - before)));
}

QTEST_GUILESS_MAIN(TestBodyBudget)
#include "tst_bodybudget.moc"
