// SPDX-License-Identifier: GPL-3.0-or-later
// Who is let in by the pages, and whose forms are taken.
#include "tests/api/pagesvisits.h"
#include "tests/auth/signingkey.h"

#include <QUrl>
#include <QUrlQuery>

using namespace remirai;
using namespace Qt::StringLiterals;

class TestSignIn : public QObject, private PagesVisits
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void signingIn();
    void foreignForms_data();
    void foreignForms();
    void google();
};

void TestSignIn::signingIn()
{
    QVERIFY(visit("/").raw.body.contains("action=\"/sign-in\""));
    QVERIFY(visit("/me").raw.body.contains("action=\"/sign-in\""));
    const ApiAnswer in = submit("/sign-in", "display_name=Ann+%3Cb%3E&email=ann%40example.org");
    QCOMPARE(in.status, 303);
    QCOMPARE(in.header("location"), QByteArray("/me"));
    const QByteArray cookie = in.header("set-cookie");
    QVERIFY(cookie.contains("; HttpOnly; SameSite=Strict; Max-Age=86400"));
    QVERIFY(!cookie.contains("Secure")); // http
    QCOMPARE(visit("/me", cookieOf(in)).header("location"), QByteArray("/me")); // makes the persona first
    const ApiAnswer me = visit("/me", cookieOf(in));
    QVERIFY(me.raw.body.contains("Ann &lt;b&gt;"));
    QVERIFY(!me.raw.body.contains("Ann <b>"));
    QCOMPARE(visit("/", cookieOf(in)).header("location"), QByteArray("/me"));
    // A page's cookie opens no API, and a forged one no page.
    QCOMPARE(visit("/api/v1/personas/me", cookieOf(in)).status, 401);
    QVERIFY(visit("/me", cookieOf(in) + "x").raw.body.contains("action=\"/sign-in\""));
    QCOMPARE(visit("/me/live", cookieOf(in) + "x").status, 303);
    const ApiAnswer wrong = submit("/sign-in", "display_name=Ann&email=nobody");
    QCOMPARE(wrong.status, 422);
    QVERIFY(wrong.raw.body.contains("role=\"alert\""));
    const ApiAnswer out = submit("/sign-out", {}, cookieOf(in));
    QCOMPARE(out.status, 303);
    QVERIFY(out.header("set-cookie").contains("Max-Age=0"));
}

void TestSignIn::foreignForms_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<bool>("isOurs");
    QTest::newRow("same host") << QByteArray("Origin: http://test\r\n") << true;
    QTest::newRow("public address") << QByteArray("Origin: http://mirai.test\r\n") << true;
    QTest::newRow("no browser") << QByteArray("X-Origin: x\r\n") << true;
    QTest::newRow("another site") << QByteArray("Origin: https://evil.example\r\n") << false;
    QTest::newRow("our name in front") << QByteArray("Origin: http://test.evil.example\r\n") << false;
    QTest::newRow("sandboxed") << QByteArray("Origin: null\r\n") << false;
    QTest::newRow("cross-site without an origin") << QByteArray("X-Origin:\r\nSec-Fetch-Site: cross-site\r\n") << false;
}

void TestSignIn::foreignForms()
{
    QFETCH(QByteArray, lines);
    QFETCH(bool, isOurs);
    const QByteArray session = signIn("ann");
    const QByteArray survey = newSurvey(session);
    const auto send = [&](const QByteArray &target, const QByteArray &body, const QByteArray &cookie) {
        return m_fixture
            ->call({"POST",
                    target,
                    body,
                    {},
                    "Cookie: " + cookie + "\r\n" + lines,
                    QByteArray("application/x-www-form-urlencoded")})
            .status;
    };
    QCOMPARE(send("/me/surveys", {}, session), isOurs ? 303 : 403);
    QCOMPARE(send("/sign-in", "email=x%40example.org", {}), isOurs ? 303 : 403);
    QCOMPARE(send(survey, "q1=dry", "remirai_responder=1"), isOurs ? 200 : 403);
    QCOMPARE(send("/sign-out", {}, session), isOurs ? 303 : 403);
}

void TestSignIn::google()
{
    const SigningKey key = SigningKey::ec(u"k"_s);
    m_keys.serveKeys({key.jwk()});
    const ApiAnswer leaving = visit("/sign-in/google");
    QCOMPARE(leaving.status, 303);
    const QUrlQuery query(QUrl(QString::fromLatin1(leaving.header("location"))));
    QCOMPARE(query.queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded), u"http://mirai.test/sign-in/google"_s);
    QCOMPARE(query.queryItemValue(u"response_mode"_s), u"form_post"_s);
    const QString state = query.queryItemValue(u"state"_s);
    QVERIFY(state.size() > 20);
    QVERIFY(leaving.header("set-cookie").contains("HttpOnly; Secure; SameSite=None"));
    const qint64 now = m_store->environment().nowMs() / 1'000;
    const auto arrive = [&](const QString &nonce, const QByteArray &cookie) {
        const QJsonObject claims{{u"iss"_s, u"https://accounts.google.com"_s},
                                 {u"aud"_s, u"client"_s},
                                 {u"sub"_s, u"1"_s},
                                 {u"email"_s, u"ada@example.org"_s},
                                 {u"email_verified"_s, true},
                                 {u"name"_s, u"Ada"_s},
                                 {u"nonce"_s, nonce},
                                 {u"iat"_s, now},
                                 {u"exp"_s, now + 600}};
        return submit("/sign-in/google", "state=" + state.toLatin1() + "&id_token=" + key.sign(key.header(), claims),
                      cookie, "Origin: https://accounts.google.com\r\n");
    };
    QCOMPARE(arrive(state, {}).status, 401); // another browser's
    QCOMPARE(arrive(u"stolen"_s, cookieOf(leaving)).status, 401); // another sign-in's token
    const ApiAnswer in = arrive(state, cookieOf(leaving));
    QCOMPARE(in.status, 200);
    QVERIFY(in.raw.body.contains("content=\"0;url=/me\""));
    visit("/me", cookieOf(in)); // makes the persona first
    QVERIFY(visit("/me", cookieOf(in)).raw.body.contains("Ada"));
}

QTEST_GUILESS_MAIN(TestSignIn)
#include "tst_signin.moc"
