// SPDX-License-Identifier: GPL-3.0-or-later
// Who may come in: rate limits, client addresses, connection caps.
#include "server/http/clientaddress.h"
#include "server/http/connectioncensus.h"
#include "server/http/ratelimiter.h"

#include <QTest>

using namespace remirai;

namespace {

QHostAddress address(const char *text)
{
    return QHostAddress(QString::fromLatin1(text));
}

} // namespace

class TestAdmission : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bucket();
    void clientsAreApart();
    void boundedMemory();
    void clientAddresses_data();
    void clientAddresses();
    void proxyNetworks();
    void census();
};

void TestAdmission::bucket()
{
    RateLimiter limiter({2, 3, true, 16}, 1);
    const QHostAddress client = address("203.0.113.1");
    for (int i = 0; i < 3; ++i)
        QCOMPARE(limiter.tryTake(client, 1'000), 0);
    QCOMPARE(limiter.tryTake(client, 1'000), 500);
    QCOMPARE(limiter.tryTake(client, 1'400), 100);
    QCOMPARE(limiter.tryTake(client, 1'500), 0);
    QCOMPARE(limiter.tryTake(client, 1'500), 500);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(limiter.tryTake(client, 60'000), 0); // never more than the burst
    QVERIFY(limiter.tryTake(client, 60'000) > 0);
}

void TestAdmission::clientsAreApart()
{
    RateLimiter limiter({1, 1, true, 4'096}, 7);
    QCOMPARE(limiter.tryTake(address("203.0.113.1"), 0), 0);
    QCOMPARE(limiter.tryTake(address("203.0.113.2"), 0), 0);
    QVERIFY(limiter.tryTake(address("::ffff:203.0.113.1"), 0) > 0); // the same client in other clothes
    QCOMPARE(limiter.tryTake(address("2001:db8:1:2::1"), 0), 0);
    QVERIFY(limiter.tryTake(address("2001:db8:1:2::2"), 0) > 0); // the same /64
    QCOMPARE(limiter.tryTake(address("2001:db8:1:3::1"), 0), 0);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(limiter.tryTake(address("127.0.0.1"), 0), 0);
    QVERIFY(RateLimiter({}, 1).isOff());
}

void TestAdmission::boundedMemory()
{
    RateLimiter limiter({0.001, 1, true, 64}, 3);
    int admitted = 0;
    for (quint32 i = 0; i < 10'000; ++i)
        admitted += limiter.tryTake(QHostAddress(0x0a000000 + i), 0) == 0;
    QVERIFY(admitted > 9'900); // newcomers displace others, none is refused for another's sake
}

void TestAdmission::clientAddresses_data()
{
    QTest::addColumn<QByteArray>("peer");
    QTest::addColumn<QByteArray>("forwarded");
    QTest::addColumn<QByteArray>("client");
    QTest::newRow("nobody says") << QByteArray("10.0.0.1") << QByteArray() << QByteArray("10.0.0.1");
    QTest::newRow("stranger says") << QByteArray("198.51.100.1") << QByteArray("1.1.1.1") << QByteArray("198.51.100.1");
    QTest::newRow("proxy says") << QByteArray("10.0.0.1") << QByteArray("1.1.1.1") << QByteArray("1.1.1.1");
    QTest::newRow("two proxies") << QByteArray("10.0.0.1") << QByteArray("1.1.1.1, 10.0.0.2") << QByteArray("1.1.1.1");
    QTest::newRow("client lies") << QByteArray("10.0.0.1") << QByteArray("9.9.9.9, 1.1.1.1") << QByteArray("1.1.1.1");
    QTest::newRow("all trusted") << QByteArray("10.0.0.1") << QByteArray("10.0.0.3,10.0.0.2") << QByteArray("10.0.0.3");
    QTest::newRow("with port") << QByteArray("10.0.0.1") << QByteArray("1.1.1.1:5000") << QByteArray("1.1.1.1");
    QTest::newRow("ipv6") << QByteArray("10.0.0.1") << QByteArray("2001:db8::1") << QByteArray("2001:db8::1");
    QTest::newRow("ipv6 port") << QByteArray("10.0.0.1") << QByteArray("[2001:db8::1]:80") << QByteArray("2001:db8::1");
    QTest::newRow("mapped") << QByteArray("10.0.0.1") << QByteArray("::ffff:1.1.1.1") << QByteArray("1.1.1.1");
    QTest::newRow("junk") << QByteArray("10.0.0.1") << QByteArray("1.1.1.1, unknown") << QByteArray("10.0.0.1");
    QTest::newRow("empty entry") << QByteArray("10.0.0.1") << QByteArray("1.1.1.1,") << QByteArray("10.0.0.1");
}

void TestAdmission::clientAddresses()
{
    QFETCH(QByteArray, peer);
    QFETCH(QByteArray, forwarded);
    QFETCH(QByteArray, client);
    const auto trusted = TrustedProxies::parse({QStringLiteral("10.0.0.0/8"), QStringLiteral("fd00::/8")});
    QCOMPARE(clientAddress(address(peer.constData()), forwarded, *trusted), address(client.constData()));
}

void TestAdmission::proxyNetworks()
{
    QCOMPARE(TrustedProxies::parse({QStringLiteral("proxy.example")}).error().code, ErrorCode::InvalidArgument);
    QVERIFY(TrustedProxies::parse({})->isEmpty());
}

void TestAdmission::census()
{
    HttpLimits limits;
    limits.connections = 3;
    limits.connectionsPerAddress = 1;
    ConnectionCensus census(limits);
    QVERIFY(census.enter(address("203.0.113.1")));
    QVERIFY(!census.enter(address("203.0.113.1")));
    QVERIFY(census.enter(address("127.0.0.1")));
    QVERIFY(census.enter(address("127.0.0.1"))); // exempt from its own cap, not from the total
    QVERIFY(!census.enter(address("203.0.113.2")));
    census.leave(address("203.0.113.1"));
    QVERIFY(census.enter(address("203.0.113.1")));
}

QTEST_APPLESS_MAIN(TestAdmission)
#include "tst_admission.moc"
