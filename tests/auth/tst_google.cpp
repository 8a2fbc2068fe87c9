// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/googleverifier.h"
#include "server/auth/hmac.h"
#include "server/auth/jwksfetch.h"
#include "server/auth/jwt.h"
#include "tests/auth/jwksserver.h"
#include "tests/auth/signingkey.h"
#include "tests/support/testenvironment.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <atomic>
#include <thread>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QString kClient = u"our-client.apps.googleusercontent.com"_s;

QJsonObject goodClaims(qint64 nowMs = TestEnvironment::kStartMs)
{
    return {{u"iss"_s, u"https://accounts.google.com"_s},
            {u"aud"_s, kClient},
            {u"sub"_s, u"1157"_s},
            {u"email"_s, u"ada@example.org"_s},
            {u"email_verified"_s, true},
            {u"name"_s, u"Ada"_s},
            {u"iat"_s, nowMs / 1'000},
            {u"exp"_s, nowMs / 1'000 + 3'600}};
}

QJsonObject with(QJsonObject object, const QString &name, const QJsonValue &value)
{
    object[name] = value;
    return object;
}

QJsonObject without(QJsonObject object, const QString &name)
{
    object.remove(name);
    return object;
}

QByteArray hmacToken(const QJsonObject &header, const QByteArray &key)
{
    const QByteArray text = signedPart(header, goodClaims());
    return text + '.' + base64Url(asBytes(HmacSha256(key).compute({text})));
}

} // namespace

class TestGoogle : public QObject
{
    Q_OBJECT

private:
    const SigningKey m_rsa = SigningKey::rsa(u"rsa-1"_s);
    const SigningKey m_ec = SigningKey::ec(u"ec-1"_s);
    const SigningKey m_weak = SigningKey::rsa(u"weak-1"_s, 1'024);
    const SigningKey m_stranger = SigningKey::rsa(u"rsa-1"_s); // claims the id of a real key

    static GoogleSettings settingsFor(const JwksServer &server)
    {
        return {{u"another-client"_s, kClient}, server.url(), 500, 60'000};
    }

    QByteArray token(const SigningKey &key, const QJsonObject &claims = goodClaims()) const
    {
        return key.sign(key.header(), claims);
    }

private Q_SLOTS:
    void judged_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<bool>("accepted");
        const QJsonObject good = goodClaims();
        const qint64 nowSeconds = TestEnvironment::kStartMs / 1'000;
        const auto row = [](const char *name, const QByteArray &text, bool accepted) {
            QTest::newRow(name) << text << accepted;
        };
        row("RS256", token(m_rsa), true);
        row("ES256", token(m_ec), true);
        row("short issuer", token(m_rsa, with(good, u"iss"_s, u"accounts.google.com"_s)), true);
        row("other client of ours", token(m_rsa, with(good, u"aud"_s, u"another-client"_s)), true);
        row("verified as text", token(m_rsa, with(good, u"email_verified"_s, u"true"_s)), true);
        row("expired within leeway", token(m_rsa, with(good, u"exp"_s, nowSeconds - 59)), true);
        row("issued within leeway", token(m_rsa, with(good, u"iat"_s, nowSeconds + 60)), true);

        row("expired", token(m_rsa, with(good, u"exp"_s, nowSeconds - 60)), false);
        row("no exp", token(m_rsa, without(good, u"exp"_s)), false);
        row("from the future", token(m_rsa, with(good, u"iat"_s, nowSeconds + 61)), false);
        row("no iat", token(m_rsa, without(good, u"iat"_s)), false);
        row("not yet", token(m_rsa, with(good, u"nbf"_s, nowSeconds + 61)), false);
        row("wrong issuer", token(m_rsa, with(good, u"iss"_s, u"https://accounts.google.com.evil.org"_s)), false);
        row("wrong client", token(m_rsa, with(good, u"aud"_s, u"somebody-else"_s)), false);
        row("no client", token(m_rsa, without(good, u"aud"_s)), false);
        row("list of clients", token(m_rsa, with(good, u"aud"_s, QJsonArray{kClient, u"evil"_s})), false);
        row("address not verified", token(m_rsa, with(good, u"email_verified"_s, false)), false);
        row("verified missing", token(m_rsa, without(good, u"email_verified"_s)), false);
        row("no address", token(m_rsa, without(good, u"email"_s)), false);
        row("no subject", token(m_rsa, without(good, u"sub"_s)), false);

        row("forged by a stranger", token(m_stranger), false);
        row("signed by another listed key", m_ec.sign(m_rsa.header(), good), false);
        row("weak key", token(m_weak), false);
        row("unknown key", m_rsa.sign(with(m_rsa.header(), u"kid"_s, u"rsa-9"_s), good), false);
        row("no key id", m_rsa.sign(without(m_rsa.header(), u"kid"_s), good), false);
        row("own key inside", m_stranger.sign(with(m_stranger.header(), u"jwk"_s, m_stranger.jwk()), good), false);
        row("none", signedPart(with(m_rsa.header(), u"alg"_s, u"none"_s), good) + ".", false);
        row("none with a signature", m_rsa.sign(with(m_rsa.header(), u"alg"_s, u"none"_s), good), false);
        row("HS256 by the public key", hmacToken(with(m_rsa.header(), u"alg"_s, u"HS256"_s), m_rsa.publicPem()), false);
        row("RS256 by the public key", hmacToken(m_rsa.header(), m_rsa.publicPem()), false);
        row("ES256 by an RSA key", m_rsa.sign(with(m_rsa.header(), u"alg"_s, u"ES256"_s), good), false);
        row("RS512", m_rsa.sign(with(m_rsa.header(), u"alg"_s, u"RS512"_s), good), false);
        row("critical extension", m_rsa.sign(with(m_rsa.header(), u"crit"_s, QJsonArray{u"x"_s}), good), false);
        row("truncated", token(m_rsa).chopped(4), false);
        row("empty", {}, false);
    }

    void judged()
    {
        QFETCH(QByteArray, token);
        QFETCH(bool, accepted);
        TestEnvironment environment(1);
        JwksServer server;
        server.serveKeys({m_rsa.jwk(), m_ec.jwk(), m_weak.jwk()});
        GoogleVerifier verifier(settingsFor(server), environment);
        const auto identity = verifier.verify(token);
        QCOMPARE(identity.ok(), accepted);
        if (accepted)
            QCOMPARE(*identity, (GoogleIdentity{u"1157"_s, u"ada@example.org"_s, u"Ada"_s}));
        else
            QCOMPARE(identity.error().code, ErrorCode::Unauthenticated);
    }

    void offWithoutClientId()
    {
        TestEnvironment environment(1);
        GoogleVerifier verifier({}, environment);
        QCOMPARE(verifier.verify(token(m_rsa)).error().code, ErrorCode::NotFound);
    }

    void keysAreCached()
    {
        TestEnvironment environment(1);
        JwksServer server;
        server.serveKeys({m_rsa.jwk()}, "public, max-age=600");
        GoogleVerifier verifier(settingsFor(server), environment);
        for (int i = 0; i < 5; ++i)
            QVERIFY(verifier.verify(token(m_rsa)));
        QCOMPARE(server.requestCount(), 1);
        environment.advanceMs(599'999);
        QVERIFY(verifier.verify(token(m_rsa)));
        QCOMPARE(server.requestCount(), 1);
        environment.advanceMs(1);
        QVERIFY(verifier.verify(token(m_rsa)));
        QCOMPARE(server.requestCount(), 2);
    }

    void keysRotate()
    {
        TestEnvironment environment(1);
        JwksServer server;
        server.serveKeys({m_rsa.jwk()});
        GoogleVerifier verifier(settingsFor(server), environment);
        QVERIFY(verifier.verify(token(m_rsa)));
        server.serveKeys({m_ec.jwk()});
        environment.advanceMs(KeySet::kRefetchEveryMs - 1);
        for (int i = 0; i < 10; ++i) // a flood of unknown ids asks Google nothing
            QCOMPARE(verifier.verify(token(m_ec)).error().code, ErrorCode::Unauthenticated);
        QCOMPARE(server.requestCount(), 1);
        environment.advanceMs(1);
        QVERIFY(verifier.verify(token(m_ec)));
        QCOMPARE(server.requestCount(), 2);
        QCOMPARE(verifier.verify(token(m_rsa)).error().code, ErrorCode::Unauthenticated); // withdrawn
    }

    void oldKeysServeWhileTheEndpointIsDown_data()
    {
        QTest::addColumn<int>("status"); // 0 = hangs
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("hangs") << 0 << QByteArray();
        QTest::newRow("503") << 503 << QByteArray("{}");
        QTest::newRow("redirect") << 302 << QByteArray("{}");
        QTest::newRow("no JSON") << 200 << QByteArray("<html>");
        QTest::newRow("no keys") << 200 << QByteArray(R"({"keys":[]})");
        QTest::newRow("too large") << 200 << QByteArray(kMaxJwksBytes + 1, ' ');
    }

    void oldKeysServeWhileTheEndpointIsDown()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        TestEnvironment environment(1);
        JwksServer server;
        const auto breakDown = [&] { status == 0 ? server.hang() : server.serve(status, body); };
        GoogleVerifier verifier(settingsFor(server), environment);
        breakDown();
        const auto atFirst = verifier.verify(token(m_rsa)).error().code;
        QVERIFY(atFirst == ErrorCode::Unavailable || atFirst == ErrorCode::Timeout);
        server.serveKeys({m_rsa.jwk()});
        environment.advanceMs(KeySet::kFirstFetchEveryMs);
        QVERIFY(verifier.verify(token(m_rsa)));

        breakDown();
        environment.advanceMs(700'000);
        const QByteArray later = token(m_rsa, goodClaims(environment.nowMs()));
        QVERIFY(verifier.verify(later));
        QVERIFY(verifier.verify(later)); // and does not ask again at once
        QCOMPARE(server.requestCount(), 3);
    }

    void manyThreadsFetchOnce()
    {
        TestEnvironment environment(1);
        JwksServer server;
        server.serveKeys({m_rsa.jwk()});
        GoogleVerifier verifier(settingsFor(server), environment);
        std::atomic<int> accepted = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&] { accepted += verifier.verify(token(m_rsa)).ok() ? 1 : 0; });
        }
        QCOMPARE(accepted.load(), 8);
        QCOMPARE(server.requestCount(), 1);
    }

    void cacheControl_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<qint64>("expectedMs");
        QTest::newRow("as Google's") << QByteArray(" public, max-age=19302, must-revalidate, no-transform\r\n")
                                     << qint64(19'302'000);
        QTest::newRow("no-store") << QByteArray("max-age=9, no-store") << qint64(0);
        QTest::newRow("upper case") << QByteArray("Max-Age=7") << qint64(7'000);
        QTest::newRow("silent") << QByteArray("private") << qint64(-1);
        QTest::newRow("negative") << QByteArray("max-age=-7") << qint64(-1);
        QTest::newRow("nonsense") << QByteArray("max-age=soon") << qint64(-1);
    }

    void cacheControl()
    {
        QFETCH(QByteArray, header);
        QFETCH(qint64, expectedMs);
        QCOMPARE(maxAgeMs(header), expectedMs);
    }

    void addressesAreChecked_data()
    {
        QTest::addColumn<QString>("url");
        QTest::newRow("plain http") << u"http://example.org/certs"_s;
        QTest::newRow("file") << u"file:///etc/passwd"_s;
        QTest::newRow("looks like loopback") << u"http://127.0.0.1.example.org/"_s;
        QTest::newRow("nothing") << QString();
    }

    void addressesAreChecked()
    {
        QFETCH(QString, url);
        const auto reply = fetchJwks(url, 100);
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::InvalidArgument);
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestGoogle)
#include "tst_google.moc"
