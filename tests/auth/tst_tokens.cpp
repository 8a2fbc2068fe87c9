// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/jwt.h"
#include "server/auth/tokenservice.h"
#include "tests/support/testenvironment.h"

#include <QJsonDocument>
#include <QTest>

extern "C" {
#include <rhonabwy.h>
}

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Secret secretOf(quint8 byte)
{
    Digest bytes{};
    bytes.fill(byte);
    return Secret(bytes);
}

// The key that TokenService signs with.
Secret tokenKey()
{
    return secretOf(1).derive("bearer token v1");
}

QByteArray encode(const QByteArray &json)
{
    return base64Url(json);
}

// A token signed with the right key whatever it says.
QByteArray signedToken(const QByteArray &header, const QByteArray &claims)
{
    const QByteArray text = encode(header) + '.' + encode(claims);
    return text + '.' + base64Url(asBytes(HmacSha256(tokenKey().bytes()).compute({text})));
}

const QByteArray kHeader = R"({"alg":"HS256","typ":"JWT"})";

QByteArray claimsWith(const QByteArray &name, const QByteArray &json)
{
    QJsonObject claims{{u"sub"_s, u"01890a5d-ac96-774b-bcce-b302099a8057"_s},
                       {u"role"_s, u"owner"_s},
                       {u"exp"_s, TestEnvironment::kStartMs / 1'000 + 60}};
    const QString key = QString::fromLatin1(name);
    if (json.isEmpty())
        claims.remove(key);
    else
        claims[key] = QJsonDocument::fromJson("{\"v\":" + json + '}').object()[u"v"];
    return QJsonDocument(claims).toJson(QJsonDocument::Compact);
}

} // namespace

class TestTokens : public QObject
{
    Q_OBJECT

private:
    TestEnvironment m_environment;

private Q_SLOTS:
    void roles_data()
    {
        QTest::addColumn<Role>("have");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("may"); // one of y, n for needing owner, viewer, operator, admin
        QTest::newRow("owner") << Role::Owner << u"owner"_s << u"ynnn"_s;
        QTest::newRow("viewer") << Role::Viewer << u"viewer"_s << u"yynn"_s;
        QTest::newRow("operator") << Role::Operator << u"operator"_s << u"yyyn"_s;
        QTest::newRow("admin") << Role::Admin << u"admin"_s << u"yyyy"_s;
    }

    void roles()
    {
        QFETCH(Role, have);
        QFETCH(QString, text);
        QFETCH(QString, may);
        QString found;
        for (const Role need : {Role::Owner, Role::Viewer, Role::Operator, Role::Admin})
            found += allows(have, need) ? u'y' : u'n';
        QCOMPARE(found, may);
        QCOMPARE(toString(have), text);
        QVERIFY(roleFrom(text) == have);
        QVERIFY(!roleFrom(u"root"));
    }

    void roundTrip()
    {
        const TokenService service(secretOf(1), m_environment);
        const UserId user = m_environment.newId<UserId>();
        const auto principal = service.verify(service.issue(user, Role::Operator, u"ö@example.org"_s));
        QVERIFY(principal);
        QCOMPARE(principal->userId, user);
        QVERIFY(principal->role == Role::Operator);
        QCOMPARE(principal->email, u"ö@example.org"_s);
        QCOMPARE(principal->expiresAtMs, m_environment.nowMs() + kDefaultTokenTtlMs);
        const auto anonymous = service.verify(service.issue(user, Role::Owner));
        QVERIFY(anonymous);
        QCOMPARE(anonymous->email, QString());
    }

    void expires()
    {
        TestEnvironment environment(1);
        const TokenService service(secretOf(1), environment);
        TokenVerifier verifier(service);
        const QByteArray token = service.issue(environment.newId<UserId>(), Role::Owner, {}, 10'000);
        QVERIFY(verifier.verify(token));
        environment.advanceMs(9'999);
        QVERIFY(verifier.verify(token));
        QVERIFY(service.verify(token));
        environment.advanceMs(1);
        QCOMPARE(service.verify(token).error().code, ErrorCode::Unauthenticated);
        QCOMPARE(verifier.verify(token).error().code, ErrorCode::Unauthenticated);
        QCOMPARE(verifier.entryCount(), 0);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("token");
        const QByteArray claims = claimsWith("role", "\"owner\"");
        const QByteArray good = signedToken(kHeader, claims);
        const auto row = [](const char *name, const QByteArray &token) { QTest::newRow(name) << token; };
        row("empty", {});
        row("two parts", good.first(good.lastIndexOf('.')));
        row("no signature", good.first(good.lastIndexOf('.') + 1));
        row("short signature", good.chopped(4));
        row("four parts", good + ".AAAA");
        row("padding", good + '=');
        row("space", ' ' + good);
        row("line break", good + '\n');
        row("NUL", good + '\0' + 'x');
        row("claims swapped",
            encode(kHeader) + '.' + encode(claimsWith("role", "\"admin\"")) + good.sliced(good.lastIndexOf('.')));
        row("none", encode(R"({"alg":"none"})") + '.' + encode(claims) + '.');
        row("none, signed", signedToken(R"({"alg":"none"})", claims));
        row("None", signedToken(R"({"alg":"None"})", claims));
        row("HS512", signedToken(R"({"alg":"HS512"})", claims));
        row("RS256", signedToken(R"({"alg":"RS256"})", claims));
        row("hs256", signedToken(R"({"alg":"hs256"})", claims));
        row("no alg", signedToken(R"({"typ":"JWT"})", claims));
        row("alg is a list", signedToken(R"({"alg":["HS256"]})", claims));
        row("critical extension", signedToken(R"({"alg":"HS256","crit":["b64"],"b64":false})", claims));
        row("header is no object", signedToken("[]", claims));
        row("claims are no object", signedToken(kHeader, "\"sub\""));
        row("other secret", TokenService(secretOf(2), m_environment).issue(m_environment.newId<UserId>(), Role::Admin));
        row("expired", signedToken(kHeader, claimsWith("exp", "1000")));
        row("expires now", signedToken(kHeader, claimsWith("exp", QByteArray::number(m_environment.nowMs() / 1'000))));
        row("no exp", signedToken(kHeader, claimsWith("exp", {})));
        row("exp is text", signedToken(kHeader, claimsWith("exp", "\"9999999999\"")));
        row("exp is endless", signedToken(kHeader, claimsWith("exp", "1e300")));
        row("no sub", signedToken(kHeader, claimsWith("sub", {})));
        row("sub is no id", signedToken(kHeader, claimsWith("sub", "\"me\"")));
        row("sub is null", signedToken(kHeader, claimsWith("sub", "\"00000000-0000-0000-0000-000000000000\"")));
        row("no role", signedToken(kHeader, claimsWith("role", {})));
        row("unknown role", signedToken(kHeader, claimsWith("role", "\"root\"")));
        row("huge", signedToken(kHeader, claimsWith("email", '"' + QByteArray(kMaxJwtBytes, 'x') + '"')));
    }

    void refused()
    {
        QFETCH(QByteArray, token);
        const TokenService service(secretOf(1), m_environment);
        TokenVerifier verifier(service);
        QVERIFY(service.verify(signedToken(kHeader, claimsWith("role", "\"owner\"")))); // the rows differ in one thing
        for (int time = 0; time < 2; ++time) {
            const auto principal = verifier.verify(token);
            QVERIFY(!principal);
            QCOMPARE(principal.error().code, ErrorCode::Unauthenticated);
            QVERIFY(!principal.error().message.isEmpty());
        }
        QCOMPARE(verifier.entryCount(), 0);
    }

    void everyChangedCharacterIsNoticed()
    {
        const TokenService service(secretOf(1), m_environment);
        const QByteArray token = service.issue(m_environment.newId<UserId>(), Role::Owner);
        // The last character of a part may carry bits that base64 ignores, so it is left out.
        for (qsizetype i = 0; i < token.size(); ++i) {
            const bool lastOfPart = i + 1 == token.size() || token.at(i + 1) == '.';
            QByteArray changed = token;
            changed[i] = token.at(i) == 'A' ? 'B' : 'A';
            QVERIFY2(lastOfPart || !service.verify(changed), qPrintable(QString::number(i)));
        }
    }

    // Other software reads and writes the same tokens.
    void interoperates()
    {
        const TokenService service(secretOf(1), m_environment);
        const QByteArray key = tokenKey().bytes().toByteArray();
        const auto *keyData = reinterpret_cast<const unsigned char *>(key.constData());
        const QByteArray token = service.issue(m_environment.newId<UserId>(), Role::Admin);

        jwt_t *theirs = nullptr;
        QCOMPARE(r_jwt_init(&theirs), RHN_OK);
        QCOMPARE(r_jwt_parse(theirs, token.constData(), 0), RHN_OK);
        QCOMPARE(r_jwt_add_sign_key_symmetric(theirs, keyData, static_cast<size_t>(key.size())), RHN_OK);
        QCOMPARE(r_jwt_verify_signature(theirs, nullptr, 0), RHN_OK);
        char *written = r_jwt_serialize_signed(theirs, nullptr, 0);
        const QByteArray back(written);
        r_free(written);
        r_jwt_free(theirs);
        const auto principal = service.verify(back);
        QVERIFY(principal);
        QVERIFY(principal->role == Role::Admin);
    }

    void memoryIsBounded()
    {
        const TokenService service(secretOf(1), m_environment);
        TokenVerifier verifier(service);
        const QByteArray hot = service.issue(m_environment.newId<UserId>(), Role::Viewer, u"hot@example.org"_s);
        for (qsizetype i = 0; i < TokenVerifier::kMaxEntries * 3 / 2; ++i) {
            QVERIFY(verifier.verify(service.issue(m_environment.newId<UserId>(), Role::Owner)));
            const auto principal = verifier.verify(hot);
            QCOMPARE(principal->email, u"hot@example.org"_s);
            QVERIFY(verifier.entryCount() <= TokenVerifier::kMaxEntries);
        }
    }

    void hotTokenSpeed()
    {
        const TokenService service(secretOf(1), m_environment);
        TokenVerifier verifier(service);
        const QByteArray token = service.issue(m_environment.newId<UserId>(), Role::Owner, u"a@example.org"_s);
        QVERIFY(verifier.verify(token));
        QBENCHMARK
        {
            QVERIFY(verifier.verify(token));
        }
    }

    void coldTokenSpeed()
    {
        const TokenService service(secretOf(1), m_environment);
        const QByteArray token = service.issue(m_environment.newId<UserId>(), Role::Owner, u"a@example.org"_s);
        QBENCHMARK
        {
            QVERIFY(service.verify(token));
        }
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestTokens)
#include "tst_tokens.moc"
