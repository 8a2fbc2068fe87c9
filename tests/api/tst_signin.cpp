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
    void hosts_data();
    void hosts();
    void google();
    void googleAccountsBySubject();
    void whatGoogleCallsThem_data();
    void whatGoogleCallsThem();
    void googleIsAway();

private:
    // What Google sends the browser back with, after it was sent away.
    ApiAnswer arrive(const SigningKey &key, const QString &nonce, const QByteArray &cookie,
                     const QString &name = u"Ada"_s);
    QString leave(); // the state that it takes along
    QByteArray m_leaving; // the cookie of that
    QString m_state;
    QString m_subject = u"1"_s;
    QString m_email = u"ada@example.org"_s;
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
    QVERIFY(wrong.raw.body.contains("“nobody” is not an e-mail address"));
    const ApiAnswer tooLong = submit("/sign-in", "display_name=" + QByteArray(101, 'a') + "&email=ann%40example.org");
    QCOMPARE(tooLong.status, 422);
    QVERIFY(tooLong.raw.body.contains("the name is longer than 100 characters"));
    // Friends never see anything of the address.
    const ApiAnswer nameless = m_fixture->post("/api/v1/auth/local", R"({"email":"shy.person@example.org"})");
    QCOMPARE(nameless.text("display_name"), QStringLiteral("A friend"));
    const QByteArray session = "remirai_session=" + nameless.text("token").toLatin1();
    visit("/me", session); // makes the persona
    QVERIFY(visit("/me", session).raw.body.contains("name=\"display_name\""));
    QCOMPARE(submit("/me/surveys", "display_name=" + QByteArray(101, 'a'), session).status, 422);
    QCOMPARE(submit("/me/surveys", "display_name=Bo", session).status, 303);
    const QByteArray named = visit("/me", session).raw.body;
    QVERIFY(named.contains("Bo's persona") || named.contains("Bo&#39;s persona"));
    QVERIFY(!named.contains("name=\"display_name\""));
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
    QTest::newRow("public address with its port") << QByteArray("Origin: http://Mirai.test:80\r\n") << true;
    QTest::newRow("public address without TLS") << QByteArray("Origin: https://mirai.test\r\n") << false;
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

// Local sign-in lets in whoever is on this machine. A page whose domain leads here comes from its browser, and from the
// same origin.
void TestSignIn::hosts_data()
{
    QTest::addColumn<bool>("isLetIn");
    for (const char *host : {"test", "localhost:8080", "app.localhost", "127.0.0.1:8080", "[::1]:8080", "mirai.test"})
        QTest::newRow(host) << true;
    for (const char *host : {"rebound.example", "rebound.example:8080", "127.0.0.1.rebound.example", "xmirai.test"})
        QTest::newRow(host) << false;
}

void TestSignIn::hosts()
{
    QFETCH(bool, isLetIn);
    const QByteArray host = QTest::currentDataTag();
    const ApiAnswer form = m_fixture->call({"POST",
                                            "/sign-in",
                                            "display_name=Ann&email=ann%40example.org",
                                            {},
                                            "Origin: http://" + host + "\r\n",
                                            "application/x-www-form-urlencoded",
                                            host});
    QCOMPARE(form.status, isLetIn ? 303 : 403);
    QCOMPARE(!form.header("set-cookie").isNull(), isLetIn);
    const ApiAnswer api = m_fixture->call(
        {"POST", "/api/v1/auth/local", R"({"email":"ann@example.org"})", {}, {}, "application/json", host});
    QCOMPARE(api.status, isLetIn ? 200 : 403);
    QCOMPARE(api.text("token").isEmpty(), !isLetIn);
    if (!isLetIn)
        QVERIFY2(api.text("detail").contains(u"server.public_url"), qPrintable(api.text("detail")));
}

QString TestSignIn::leave()
{
    const ApiAnswer leaving = visit("/sign-in/google");
    m_leaving = cookieOf(leaving);
    const QUrlQuery query(QUrl(QString::fromLatin1(leaving.header("location"))));
    return query.queryItemValue(u"state"_s);
}

ApiAnswer TestSignIn::arrive(const SigningKey &key, const QString &nonce, const QByteArray &cookie, const QString &name)
{
    const qint64 now = m_store->environment().nowMs() / 1'000;
    const QJsonObject claims{{u"iss"_s, u"https://accounts.google.com"_s},
                             {u"aud"_s, u"client"_s},
                             {u"sub"_s, m_subject},
                             {u"email"_s, m_email},
                             {u"email_verified"_s, true},
                             {u"name"_s, name},
                             {u"nonce"_s, nonce},
                             {u"iat"_s, now},
                             {u"exp"_s, now + 600}};
    return submit("/sign-in/google", "state=" + m_state.toLatin1() + "&id_token=" + key.sign(key.header(), claims),
                  cookie, "Origin: https://accounts.google.com\r\n");
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
    m_state = query.queryItemValue(u"state"_s);
    QVERIFY(m_state.size() > 20);
    QVERIFY(leaving.header("set-cookie").contains("HttpOnly; Secure; SameSite=None"));
    QCOMPARE(arrive(key, m_state, {}).status, 401); // another browser's
    QCOMPARE(arrive(key, u"stolen"_s, cookieOf(leaving)).status, 401); // another sign-in's token
    const ApiAnswer in = arrive(key, m_state, cookieOf(leaving));
    QCOMPARE(in.status, 200);
    QVERIFY(in.raw.body.contains("content=\"0;url=/me\""));
    QVERIFY2(in.raw.head.contains("remirai_google=; Path=/sign-in; Max-Age=0;"), in.raw.head.constData());
    visit("/me", cookieOf(in)); // makes the persona first
    QVERIFY(visit("/me", cookieOf(in)).raw.body.contains("Ada"));
}

// Whatever it is, they cannot mend it here.
// An account is known by its subject, as an address may pass to somebody else.
void TestSignIn::googleAccountsBySubject()
{
    const SigningKey key = SigningKey::ec(u"k"_s);
    m_keys.serveKeys({key.jwk()});
    const auto signedIn = [&](const QString &subject, const QString &email) {
        m_subject = subject;
        m_email = email;
        m_state = leave();
        return cookieOf(arrive(key, m_state, m_leaving));
    };
    const QByteArray survey = newSurvey(signedIn(u"1"_s, u"ada@example.org"_s));
    const auto seesTheSurvey = [&](const QByteArray &session) {
        return visit("/me", session).raw.body.contains(survey);
    };
    QVERIFY(seesTheSurvey(signedIn(u"1"_s, u"ada@elsewhere.example"_s)));
    QVERIFY(!seesTheSurvey(signedIn(u"2"_s, u"ada@elsewhere.example"_s)));
    QVERIFY(!seesTheSurvey(signedIn(u"3"_s, u"ada@example.org"_s)));
    QVERIFY(seesTheSurvey(signedIn(u"1"_s, u"ada@third.example"_s)));
}

void TestSignIn::whatGoogleCallsThem_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("long") << QString(150, u'a') << QByteArray(">" + QByteArray(100, 'a') + "<");
    QTest::newRow("a pair of surrogates at the end")
        << QString(QString(99, u'a') + u"💚💚"_s) << QByteArray(">" + QByteArray(99, 'a') + "<");
    QTest::newRow("control characters") << u"A\u0007da\u0008"_s << QByteArray(">Ada<");
    QTest::newRow("nothing but blanks") << u" \n "_s << QByteArray(">A friend<");
}

void TestSignIn::whatGoogleCallsThem()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, shown);
    const SigningKey key = SigningKey::ec(u"k"_s);
    m_keys.serveKeys({key.jwk()});
    m_state = leave();
    const ApiAnswer in = arrive(key, m_state, m_leaving, name);
    QCOMPARE(in.status, 200);
    visit("/me", cookieOf(in)); // makes the persona first
    const QByteArray page = visit("/me", cookieOf(in)).raw.body;
    QVERIFY2(page.contains(QByteArray("class=\"who\"" + shown)), page.constData());
}

// No fault of who signs in, and worth another try.
void TestSignIn::googleIsAway()
{
    m_keys.serve(500, "{}");
    m_state = leave();
    const SigningKey key = SigningKey::ec(u"k"_s);
    const ApiAnswer away = arrive(key, m_state, m_leaving);
    QCOMPARE(away.status, 503);
    QVERIFY(away.raw.body.contains("Google's keys cannot be fetched"));
    QVERIFY(away.header("set-cookie").isNull());
}

QTEST_GUILESS_MAIN(TestSignIn)
#include "tst_signin.moc"
