// SPDX-License-Identifier: GPL-3.0-or-later
// The people's pages over real HTTP, as a browser without scripts uses them: forms, cookies, redirects.
#include "tests/api/pagesvisits.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

using namespace remirai;
using namespace Qt::StringLiterals;

namespace {

const QString kWords = u"Laughs like a kettle on the hob"_s;

} // namespace

class TestPages : public QObject, private PagesVisits
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void surveyForm();
    void surveyCorrections();
    void consent();
    void ownerPage();
    void polling();
    void publishing();
    void deleting();
    void exporting();
    void chatting();
    void assets();
    void internalErrors();
};

void TestPages::surveyForm()
{
    const QByteArray survey = newSurvey(signIn("ann"));
    const ApiAnswer page = visit(survey);
    QCOMPARE(page.status, 200);
    QVERIFY(page.raw.body.contains("How do you see ann?"));
    QVERIFY(page.header("content-security-policy").contains("script-src 'self'"));
    QVERIFY(!page.header("content-security-policy").contains("unsafe"));
    QVERIFY(!page.raw.body.contains("<style") && !page.raw.body.contains(" style="));
    const QByteArray cookie = cookieOf(page);
    const ApiAnswer packed = visit(survey, cookie, "Accept-Encoding: gzip, br\r\n");
    QCOMPARE(packed.header("content-encoding"), QByteArray("gzip"));
    QCOMPARE(packed.header("vary"), QByteArray("Accept-Encoding"));
    QVERIFY(packed.raw.body.size() < page.raw.body.size() / 2);

    const ApiAnswer thanks = submit(survey, "q1=very+dry&q2=Calm", cookie);
    QCOMPARE(thanks.status, 200);
    QVERIFY(thanks.raw.body.contains("Thank you"));
    const ApiAnswer again = submit(survey, "q1=again", cookie);
    QCOMPARE(again.status, 409);
    QVERIFY(again.raw.body.contains("You have answered already"));
    QVERIFY(visit(survey, cookieOf(thanks)).raw.body.contains("You have answered already")); // before any work
    QVERIFY(visit("/s/00000000-0000-7000-8000-000000000000").raw.body.contains("There is no such survey"));
}

void TestPages::surveyCorrections()
{
    const QByteArray survey = newSurvey(signIn("ann"));
    const ApiAnswer page = submit(survey, "q1=%3Cscript%3E&q2=Furious&q4=kind&allow_quotes=yes");
    QCOMPARE(page.status, 422);
    QVERIFY(page.raw.body.contains("&lt;script&gt;</textarea>")); // what was written is still there
    QVERIFY(page.raw.body.contains(">kind</textarea>"));
    QVERIFY(page.raw.body.contains("id=\"q2-error\""));
    QVERIFY(page.raw.body.contains("value=\"yes\" checked"));
    QVERIFY(!page.raw.body.contains("<script>"));
    QCOMPARE(submit(survey, "q1=&q2=").status, 422);
    QCOMPARE(submit(survey, "q1=%ff").status, 400);
}

void TestPages::consent()
{
    const QByteArray session = signIn("ann");
    const QByteArray survey = newSurvey(session);
    const QByteArray words = kWords.toLatin1().replace(' ', '+');
    QCOMPARE(submit(survey, "q1=" + words, "remirai_responder=1").status, 200);
    QCOMPARE(submit(survey, "q4=Sings+while+cooking+for+everyone&allow_quotes=yes", "remirai_responder=2").status, 200);
    const auto api = m_fixture->call({"POST", "/api/v1/surveys/" + survey.mid(3) + "/responses",
                                      R"({"answers":{"q1":"Deadpan at weddings"},"allow_quotes":false})"});
    QCOMPARE(api.status, 201);
    QCOMPARE(m_fixture
                 ->call({"POST", "/api/v1/surveys/" + survey.mid(3) + "/responses",
                         R"({"answers":{"q1":"x"},"allow_quotes":"yes"})"})
                 .status,
             422);
    visit("/me", session);
    m_fixture->runSaga();
    const QByteArray me = visit("/me", session).raw.body;
    QVERIFY(me.contains("Sings while cooking for everyone"));
    QVERIFY(!me.contains(kWords.toLatin1()));
    QVERIFY(!me.contains("Deadpan at weddings"));
    const QByteArray token = m_fixture->signIn("ann@example.org");
    const QJsonArray quotes =
        m_fixture->get("/api/v1/surveys/" + survey.mid(3) + "/quotes", token).json.value(u"quotes"_s).toArray();
    QCOMPARE(quotes.size(), 1);
    QCOMPARE(quotes.at(0).toObject().value(u"texts"_s).toArray(), QJsonArray{u"Sings while cooking for everyone"_s});
    const QByteArray other = m_fixture->signIn("eve@example.org");
    QCOMPARE(m_fixture->get("/api/v1/surveys/" + survey.mid(3) + "/quotes", other).status, 404);
}

void TestPages::ownerPage()
{
    const QByteArray session = signIn("ann");
    QCOMPARE(visit("/me", session).status, 303); // makes the persona first
    QVERIFY(visit("/me", session).raw.body.contains("Get my link"));
    const QByteArray survey = newSurvey(session);
    const QByteArray waiting = visit("/me", session).raw.body;
    QVERIFY(waiting.contains("<svg class=\"qr\""));
    QVERIFY(waiting.contains("3 more answers, and it begins."));
    QVERIFY(waiting.contains("http-equiv=\"refresh\""));
    answerThrice(survey, "q1=dry&q2=Calm");
    QCOMPARE(visit("/me", session).status, 303); // starts it, and looks again
    QVERIFY(visit("/me", session).raw.body.contains("In the queue. Expected wait:"));
    const auto job = m_store->claim(StepName::Synthesis);
    QVERIFY(visit("/me", session).raw.body.contains("Being written right now"));
    m_store->settle(*job, {AttemptOutcome::Fatal, {}, u"check the key in llm.api_key_file"_s, 0});
    const QByteArray failed = visit("/me", session).raw.body;
    QVERIFY(failed.contains("the models could not make this"));
    QVERIFY(!failed.contains("api_key_file")); // an operator's matter
    QVERIFY(!visit("/me/export", session).raw.body.contains("api_key_file"));
    QVERIFY(failed.contains("action=\"/me/retry\""));
    QCOMPARE(submit("/me/retry", {}, session).status, 303);
    m_fixture->runSaga();
    const QByteArray ready = visit("/me", session).raw.body;
    QVERIFY(ready.contains("You are calm."));
    QVERIFY(!ready.contains("http-equiv=\"refresh\""));
    QCOMPARE(submit("/me/retry", {}, session).status, 409);
    QCOMPARE(submit("/me/surveys/" + survey.mid(3) + "/close", {}, session).status, 303);
    QCOMPARE(visit(survey).status, 410);
    QCOMPARE(submit("/me/start", {}, session).status, 303); // anew
}

void TestPages::polling()
{
    const QByteArray session = signIn("ann");
    QCOMPARE(visit("/me/live", session).status, 204); // made first
    const ApiAnswer first = visit("/me/live", session);
    QCOMPARE(first.status, 200);
    QCOMPARE(first.header("retry-after"), QByteArray("8"));
    QCOMPARE(first.header("x-status"), QByteArray("pending"));
    QVERIFY(first.header("content-security-policy").contains("default-src 'none'")); // it has an address
    const ApiAnswer same = visit("/me/live", session, "If-None-Match: " + first.header("etag") + "\r\n");
    QCOMPARE(same.status, 304);
    QCOMPARE(same.header("retry-after"), QByteArray("8"));
    newSurvey(session);
    QCOMPARE(visit("/me/live", session, "If-None-Match: " + first.header("etag") + "\r\n").status, 200);
}

void TestPages::publishing()
{
    const QByteArray session = readyOwner("ann");
    const QByteArray token = m_fixture->signIn("ann@example.org");
    const QByteArray card = "/p/" + m_fixture->get("/api/v1/personas/me", token).text("persona_id").toLatin1();
    QCOMPARE(visit(card).status, 404); // nothing is public before
    QVERIFY(!m_fixture->get("/api/v1/personas/me", token).json.contains(u"public_url"_s));
    QCOMPARE(submit("/me/publish", {}, session).status, 303);
    const ApiAnswer page = visit(card);
    QCOMPARE(page.status, 200);
    const auto has = [&](const char *tag) { return page.raw.body.contains(tag); };
    QVERIFY(has("<meta property=\"og:image\" content=\"http://mirai.test/media/"));
    QVERIFY(has("<meta property=\"og:title\" content=\"ann, as friends see them\">"));
    QVERIFY(has("<meta property=\"og:description\" content=\"You are calm.\">"));
    QVERIFY(!has("example.org"));
    QCOMPARE(page.header("cache-control"), QByteArray("no-cache"));
    QCOMPARE(m_fixture->get("/api/v1/personas/me", token).text("public_url"),
             QString(u"http://mirai.test"_s + QString::fromLatin1(card)));
    QCOMPARE(m_fixture->post("/api/v1/personas/me/unpublish", {}, token).status, 200);
    QCOMPARE(visit(card).status, 404);
    QCOMPARE(m_fixture->post("/api/v1/personas/me/publish", {}, token).status, 200);
    QCOMPARE(visit(card).status, 200);
    QCOMPARE(submit("/me/start", {}, session).status, 303); // made anew: private again
    QCOMPARE(visit(card).status, 404);
}

void TestPages::deleting()
{
    const QByteArray session = readyOwner("ann");
    const QByteArray token = m_fixture->signIn("ann@example.org");
    const QString picture = m_fixture->get("/api/v1/personas/me", token).text("illustration_url");
    const QByteArray media = QUrl(picture).path().toLatin1();
    const QByteArray survey = m_fixture->get("/api/v1/surveys", token)
                                  .json.value(u"surveys"_s)
                                  .toArray()
                                  .at(0)[u"survey_id"_s]
                                  .toString()
                                  .toLatin1();
    QCOMPARE(visit(media).status, 200);
    QCOMPARE(visit("/api/v1/surveys/" + survey).status, 200); // and remembered
    QCOMPARE(submit("/me/surveys/" + survey + "/delete", {}, signIn("eve")).status, 404);
    QCOMPARE(submit("/me/surveys/" + survey + "/delete", {}, session).status, 303);
    QCOMPARE(visit(media).status, 404);
    QCOMPARE(visit("/s/" + survey).status, 404);
    QCOMPARE(visit("/api/v1/surveys/" + survey).status, 404);
    QCOMPARE(m_fixture->respond(QString::fromLatin1(survey), "zoe", R"({"answers":{"q1":"late"}})").status, 404);
    QCOMPARE(m_fixture->get("/api/v1/personas/me", token).text("status"), u"pending"_s); // a new, empty one
    QCOMPARE(m_fixture->call({"DELETE", "/api/v1/surveys/" + survey, {}, token}).status, 404);
    const QByteArray second = m_fixture->newSurvey(token).toLatin1();
    QCOMPARE(m_fixture->call({"DELETE", "/api/v1/surveys/" + second, {}, token}).status, 204);
}

void TestPages::exporting()
{
    const QByteArray session = readyOwner("ann");
    QCOMPARE(submit("/me/chat", "message=hello", session).status, 303);
    const ApiAnswer document = visit("/me/export", session);
    QCOMPARE(document.status, 200);
    QVERIFY(document.header("content-disposition").startsWith("attachment"));
    QCOMPARE(document.json.value(u"account"_s)[u"email"_s].toString(), u"ann@example.org"_s);
    QCOMPARE(document.json.value(u"surveys"_s).toArray().size(), 1);
    QCOMPARE(document.json.value(u"persona"_s)[u"persona_prompt"_s].toString(), u"You are calm."_s);
    QCOMPARE(document.json.value(u"chat"_s).toArray().size(), 2);
    QVERIFY(!document.raw.body.contains("\"dry\"")); // friends' answers are theirs
}

void TestPages::chatting()
{
    const QByteArray session = readyOwner("ann");
    QCOMPARE(submit("/me/chat", "message=hello+%3Cb%3E", session).header("location"), QByteArray("/me#chat"));
    QVERIFY(visit("/me", session).raw.body.contains("I heard: hello &lt;b&gt;"));
    const ApiAnswer json = submit("/me/chat", "message=again", session, "Accept: application/json\r\n");
    QCOMPARE(json.status, 200);
    QCOMPARE(json.text("response"), u"I heard: again (after 2)"_s);
    QCOMPARE(submit("/me/chat", "message=+", session).status, 422);
    m_fixture->language.failWith(Error{ErrorCode::RateLimited, {}, {}, 3'000});
    const ApiAnswer busy = submit("/me/chat", "message=x", session, "Accept: application/json\r\n");
    QCOMPARE(busy.status, 503);
    QCOMPARE(busy.header("retry-after"), QByteArray("3"));
    QVERIFY(visit("/me/chat?before=2", session).raw.body.contains("hello"));
    QCOMPARE(submit("/me/chat", "message=x", signIn("bob")).status, 409);
}

void TestPages::assets()
{
    const QByteArray home = visit("/").raw.body;
    const qsizetype at = home.indexOf("/assets/");
    const QByteArray style = home.mid(at, home.indexOf('"', at) - at);
    QVERIFY(style.endsWith("/style.css"));
    const ApiAnswer file = visit(style, {}, "Accept-Encoding: gzip\r\n");
    QCOMPARE(file.header("cache-control"), QByteArray("public, max-age=31536000, immutable"));
    QCOMPARE(file.header("content-encoding"), QByteArray("gzip"));
    QCOMPARE(file.header("vary"), QByteArray("Accept-Encoding"));
    QVERIFY(visit(style, {}, "Accept-Encoding: gzip;q=0, identity\r\n").header("content-encoding").isNull());
    QCOMPARE(visit("/assets/old/style.css").header("cache-control"), QByteArray("no-cache"));
    QCOMPARE(visit("/assets/old/nothing.css").status, 404);
}

// SQL and paths are for the log; people get the number to quote.
void TestPages::internalErrors()
{
    const QByteArray session = signIn("ann");
    const QByteArray survey = newSurvey(session);
    QVERIFY(
        m_store->write([](Transaction &tx) { return tx.database().run({"ALTER TABLE surveys RENAME TO lost"}, {}); }));
    const auto ask = [&](const QByteArray &target, const QByteArray &lines, const QByteArray &token) {
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"^request quote-me failed: .*no such table"_s));
        return m_fixture->call({"GET", target, {}, token, lines + "X-Request-Id: quote-me\r\n"});
    };
    for (const ApiAnswer &answer : {ask("/me", "Cookie: " + session + "\r\n", {}),
                                    ask("/api/v1/surveys", {}, m_fixture->signIn("bob@example.org"))}) {
        QCOMPARE(answer.status, 500);
        QVERIFY2(answer.raw.body.contains("tell who runs it the number quote-me"), answer.raw.body.constData());
        QVERIFY(!answer.raw.body.contains("no such table"));
    }
    const ApiAnswer notice = ask(survey, {}, {}); // friends are told in words of the page's own
    QCOMPARE(notice.status, 500);
    QVERIFY(!notice.raw.body.contains("no such table"));
}

QTEST_GUILESS_MAIN(TestPages)
#include "tst_pages.moc"
