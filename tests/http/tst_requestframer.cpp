// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/request.h"
#include "server/http/requestframer.h"
#include "tests/http/hostilecases.h"

#include <QTest>
#include <functional>

using namespace remirai;

namespace {

const HttpLimits kLimits;

// Feeds the bytes in pieces of the sizes that `cut` gives; the outcomes as in HostileCase::framed.
QByteArray outcomes(const QByteArray &bytes, const std::function<qsizetype()> &cut)
{
    RequestFramer framer(kLimits);
    QByteArrayList found;
    qsizetype at = 0;
    while (at < bytes.size()) {
        QByteArrayView piece = QByteArrayView(bytes).sliced(at, std::min(cut(), bytes.size() - at));
        at += piece.size();
        while (!piece.isEmpty()) {
            piece = piece.sliced(framer.feed(piece));
            if (framer.refusal())
                return (found << QByteArray::number(framer.refusal()->status)).join(',');
            if (framer.stage() == RequestFramer::Stage::Complete) {
                framer.take();
                found << "ok";
            }
        }
    }
    if (framer.stage() != RequestFramer::Stage::Idle)
        found << "more";
    return found.join(',');
}

RequestHead headOf(const QByteArray &raw)
{
    auto parsed = parseRequestHead(raw, kLimits);
    return std::get<RequestHead>(std::move(parsed));
}

} // namespace

class TestRequestFramer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hostile_data();
    void hostile();
    void limitsAreExact();
    void announcesBodies();
    void takesBodies();
    void request();
    void repeatedQueryParameters();
};

void TestRequestFramer::hostile_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("framed");
    for (const HostileCase &row : hostileCases())
        QTest::newRow(row.name) << row.bytes << row.framed;
}

// However the bytes are cut, the outcome is the same.
void TestRequestFramer::hostile()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, framed);
    QCOMPARE(outcomes(bytes, [&] { return bytes.size(); }), framed);
    if (bytes.size() < 20'000)
        QCOMPARE(outcomes(bytes, [] { return 1; }), framed);
    quint32 state = 12'345;
    for (int round = 0; round < 20; ++round) {
        const auto randomCut = [&state] {
            state = state * 1'664'525 + 1'013'904'223;
            return qsizetype(1 + (state >> 16) % 40);
        };
        QCOMPARE(outcomes(bytes.size() < 20'000 ? bytes : bytes.left(20'000), randomCut),
                 bytes.size() < 20'000 ? framed : outcomes(bytes.left(20'000), [] { return 100'000; }));
    }
}

void TestRequestFramer::limitsAreExact()
{
    const QByteArray start = "GET / HTTP/1.1\r\nHost: x\r\nX: ";
    const auto headOfSize = [&](qsizetype size) -> QByteArray {
        return start + QByteArray(size - start.size() - 4, 'a') + "\r\n\r\n";
    };
    const auto whole = [] { return 1'000'000; };
    QCOMPARE(outcomes(headOfSize(kLimits.headBytes), whole), "ok");
    QCOMPARE(outcomes(headOfSize(kLimits.headBytes + 1), whole), "431");
    const auto bodyOfSize = [](qint64 size) {
        return QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + QByteArray::number(size) + "\r\n\r\n");
    };
    QCOMPARE(outcomes(bodyOfSize(kLimits.bodyBytes), whole), "more");
    QCOMPARE(outcomes(bodyOfSize(kLimits.bodyBytes + 1), whole), "413");
}

void TestRequestFramer::announcesBodies()
{
    RequestFramer framer(kLimits);
    const QByteArray counted = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";
    QCOMPARE(framer.feed(QByteArray(counted + "123")), counted.size()); // never past the end of the head
    QCOMPARE(framer.stage(), RequestFramer::Stage::Body);
    QCOMPARE(framer.announcedBodyBytes(), 10);
    QCOMPARE(framer.feed("1234567"), 7);
    QCOMPARE(framer.stage(), RequestFramer::Stage::Body);
    QCOMPARE(framer.feed("890GET"), 3); // nor past the end of the request
    QCOMPARE(framer.stage(), RequestFramer::Stage::Complete);
    QCOMPARE(framer.take().body, "1234567890");
    const QByteArray chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    QCOMPARE(framer.feed(QByteArray(chunked + "5\r\n")), chunked.size());
    framer.feed("5\r\nhello\r\n3\r\n");
    QCOMPARE(framer.announcedBodyBytes(), 8);
}

void TestRequestFramer::takesBodies()
{
    const QByteArray head = "POST / HTTP/1.1\r\nHost: x\r\n";
    const QByteArray counted = head + "Content-Length: 007\r\n\r\ncounted";
    const QByteArray chunked =
        head + "Transfer-Encoding: Chunked\r\n\r\n4\r\n\r\n0\r\r\nB;x=y\r\n\nchunked\r\n\r\r\n0\r\n\r\n";
    const QByteArray stream = counted + head + "\r\n" + chunked + counted;
    const QByteArrayList bodies{"counted", "", "\r\n0\r\nchunked\r\n\r", "counted"};
    for (qsizetype cut = 1; cut <= stream.size(); ++cut) {
        RequestFramer framer(kLimits);
        QByteArrayList found;
        for (qsizetype at = 0; at < stream.size();) {
            at += framer.feed(QByteArrayView(stream).sliced(at, std::min({cut, framer.room(), stream.size() - at})));
            QVERIFY(!framer.refusal());
            if (framer.stage() == RequestFramer::Stage::Complete)
                found << framer.take().body;
        }
        QCOMPARE(found, bodies);
    }
}

void TestRequestFramer::request()
{
    Request request(headOf("POST /surveys/%41%c3%a9/responses?a=1+2&b=%26&a=9&%63=x&d HTTP/1.1\r\nHost: x\r\n"
                           "Cookie:  k=v \r\nX-FORWARDED-FOR: 203.0.113.9\r\nx-forwarded-for: 10.0.0.7\r\n\r\n"),
                    "body", QHostAddress(QStringLiteral("10.0.0.8")), "id-1");
    QCOMPARE(request.path(), QByteArrayView("/surveys/A\xc3\xa9/responses"));
    request.setRoute("/surveys/{id}/responses", {Slice{9, 3}});
    const Request moved = std::move(request);
    QCOMPARE(moved.parameter("id"), QByteArrayView("A\xc3\xa9"));
    QVERIFY(moved.parameter("other").isNull());
    QCOMPARE(moved.queryValue("a"), "1 2");
    QCOMPARE(moved.queryValue("b"), "&");
    QCOMPARE(moved.queryValue("c"), "x");
    QCOMPARE(moved.queryValue("d"), "");
    QVERIFY(!moved.queryValue("e"));
    QCOMPARE(moved.header("cookie"), QByteArrayView("k=v"));
    QVERIFY(moved.header("accept").isNull());
    QCOMPARE(moved.clientAddress(TrustedProxies()), QHostAddress(QStringLiteral("10.0.0.8")));
    const auto trusted = TrustedProxies::parse({QStringLiteral("10.0.0.0/8")});
    QCOMPARE(moved.clientAddress(*trusted), QHostAddress(QStringLiteral("203.0.113.9")));
}

void TestRequestFramer::repeatedQueryParameters()
{
    QByteArray query;
    for (int i = 0; i < kMaxQueryParameters; ++i)
        query.append("a" + QByteArray::number(i) + "=1&");
    const Request request(headOf("GET /?" + query + "late=1 HTTP/1.1\r\nHost: x\r\n\r\n"), {}, {}, {});
    QVERIFY(request.queryValue("a63"));
    QVERIFY(!request.queryValue("late"));
}

QTEST_APPLESS_MAIN(TestRequestFramer)
#include "tst_requestframer.moc"
