// SPDX-License-Identifier: GPL-3.0-or-later
// From a survey to a conversation over real HTTP, on either database.
#include "tests/api/apifixture.h"

#include <QJsonArray>

using namespace remirai;

namespace {

const QByteArray kAnswers = R"({"answers":{"q1":"very dry","q2":"Calm"}})";

} // namespace

class TestJourney : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void journey_data() { Store::addBackendRows(); }
    void journey();
    void form_data() { Store::addBackendRows(); }
    void form();
    void idempotency_data() { Store::addBackendRows(); }
    void idempotency();
    void retry_data() { Store::addBackendRows(); }
    void retry();
    void caching();

private:
    Backends m_backends;
};

void TestJourney::journey()
{
    REMIRAI_OPEN_STORE(store);
    ApiFixture fixture(store, *backendUrl);
    const QByteArray owner = fixture.signIn("Ann@Example.org");
    QVERIFY(!owner.isEmpty());

    const ApiAnswer made = fixture.post("/api/v1/surveys", "{}", owner);
    QCOMPARE(made.status, 201);
    const QString survey = made.text("survey_id");
    QCOMPARE(made.header("location"), QByteArray("/api/v1/surveys/" + survey.toLatin1()));
    QCOMPARE(made.text("survey_url"), QString(QStringLiteral("http://mirai.test/s/") + survey));

    ApiAnswer persona = fixture.get("/api/v1/personas/me", owner);
    QCOMPARE(persona.status, 200);
    QCOMPARE(persona.text("status"), QStringLiteral("pending"));
    QCOMPARE(persona.json.value(QLatin1String("responses_needed")).toInt(), 3);
    QCOMPARE(fixture.post("/api/v1/personas/me", "{}", owner).status, 409);

    for (const char *name : {"bob", "cy", "dee"}) {
        const ApiAnswer accepted = fixture.respond(survey, name, kAnswers);
        QCOMPARE(accepted.status, 201);
        QCOMPARE(accepted.raw.body, QByteArray(R"({"status":"success"})"));
    }
    QCOMPARE(fixture.respond(survey, "bob", kAnswers).status, 409);

    const int nudges = fixture.nudges();
    persona = fixture.get("/api/v1/personas/me", owner);
    QCOMPARE(persona.text("status"), QStringLiteral("synthesizing"));
    QVERIFY(fixture.nudges() > nudges);
    QCOMPARE(fixture.post("/api/v1/personas/me", "{}", owner).status, 409);
    QCOMPARE(fixture.post("/api/v1/personas/me/chat", R"({"message":"hi"})", owner).status, 409);

    fixture.runSaga();
    persona = fixture.get("/api/v1/personas/me", owner);
    QCOMPARE(persona.text("status"), QStringLiteral("ready"));
    QCOMPARE(persona.text("persona_prompt"), QStringLiteral("You are calm."));
    const QString picture = persona.text("illustration_url");
    QVERIFY(picture.startsWith(QStringLiteral("http://mirai.test/media/")));
    const QByteArray path = picture.mid(int(qstrlen("http://mirai.test"))).toLatin1();
    const ApiAnswer media = fixture.get(path);
    QCOMPARE(media.status, 200);
    QCOMPARE(media.header("content-type"), QByteArray("image/png"));
    QVERIFY(media.header("cache-control").contains("immutable"));
    QCOMPARE(fixture.call({"GET", path, {}, {}, "If-None-Match: " + media.header("etag") + "\r\n"}).status, 304);

    const ApiAnswer said = fixture.post("/api/v1/personas/me/chat", R"({"message":" hi "})", owner);
    QCOMPARE(said.status, 200);
    QCOMPARE(said.text("response"), QStringLiteral("I heard: hi (after 0)"));
    QCOMPARE(fixture.post("/api/v1/personas/me/chat", R"({"message":"more"})", owner).text("response"),
             QStringLiteral("I heard: more (after 2)"));
    const QJsonArray history =
        fixture.get("/api/v1/personas/me/chat", owner).json.value(QLatin1String("messages")).toArray();
    QCOMPARE(history.size(), 4);
    QCOMPARE(history.at(0).toObject().value(QLatin1String("speaker")).toString(), QStringLiteral("owner"));

    QCOMPARE(fixture.post("/api/v1/surveys/" + survey.toLatin1() + "/close", {}, owner).status, 200);
    QCOMPARE(fixture.respond(survey, "eve", kAnswers).status, 410);
    const QJsonArray surveys = fixture.get("/api/v1/surveys", owner).json.value(QLatin1String("surveys")).toArray();
    QCOMPARE(surveys.size(), 1);
    QCOMPARE(surveys.at(0).toObject().value(QLatin1String("response_count")).toInt(), 3);
    QCOMPARE(fixture.post("/api/v1/personas/me", "{}", owner).status, 202); // anew
}

void TestJourney::form()
{
    REMIRAI_OPEN_STORE(store);
    ApiFixture fixture(store, *backendUrl);
    const QByteArray owner = fixture.signIn("ann@example.org");
    const QByteArray target = "/s/" + fixture.newSurvey(owner).toLatin1();
    const ApiAnswer page = fixture.get(target);
    QCOMPARE(page.status, 200);
    QVERIFY(page.header("content-security-policy").contains("default-src 'none'"));
    QVERIFY(page.raw.body.contains("social energy level?"));
    const QByteArray cookie = page.header("set-cookie");
    QVERIFY(cookie.startsWith("remirai_responder="));
    const QByteArray line = "Cookie: a=b; " + cookie.left(cookie.indexOf(';')) + "\r\n";
    const auto send = [&](const QByteArray &body, const QByteArray &lines) {
        return fixture.call({"POST", target, body, {}, lines, "application/x-www-form-urlencoded"});
    };
    QCOMPARE(send("q1=&q2=", line).status, 422);
    QVERIFY(send("q2=%3Cb%3E", line).raw.body.contains("&lt;b&gt;")); // no text of theirs is HTML
    QCOMPARE(send("q1=%ff", line).status, 400);
    QCOMPARE(send("q1=very+dry&q2=Calm", line).status, 200);
    QCOMPARE(send("q1=again", line).status, 409);
    QCOMPARE(send("q1=another+friend", "Cookie: remirai_responder=other\r\n").status, 200);
    fixture.post("/api/v1/surveys/" + target.mid(3) + "/close", {}, owner);
    QCOMPARE(fixture.get(target).status, 410);
    QCOMPARE(send("q1=late", {}).status, 410);
}

void TestJourney::idempotency()
{
    REMIRAI_OPEN_STORE(store);
    ApiFixture fixture(store, *backendUrl);
    const QByteArray owner = fixture.signIn("ann@example.org");
    const auto make = [&](const QByteArray &key, const QByteArray &body, const QByteArray &token) {
        return fixture.call({"POST", "/api/v1/surveys", body, token, "Idempotency-Key: " + key + "\r\n"});
    };
    const ApiAnswer first = make("k1", "{}", owner);
    const ApiAnswer again = make("k1", "{}", owner);
    QCOMPARE(first.status, 201);
    QCOMPARE(again.status, 201);
    QCOMPARE(again.raw.body, first.raw.body);
    QCOMPARE(again.header("location"), first.header("location"));
    const ApiAnswer other = make("k1", "{ }", owner);
    QCOMPARE(other.status, 422);
    QCOMPARE(other.text("field"), QStringLiteral("Idempotency-Key"));
    QVERIFY(make("k2", "{}", owner).raw.body != first.raw.body);
    QVERIFY(make("k1", "{}", fixture.signIn("bob@example.org")).raw.body != first.raw.body);
    QCOMPARE(make("a b", "{}", owner).status, 400);
    QCOMPARE(fixture.get("/api/v1/surveys", owner).json.value(QLatin1String("surveys")).toArray().size(), 2);
}

void TestJourney::retry()
{
    REMIRAI_OPEN_STORE(store);
    ApiFixture fixture(store, *backendUrl);
    const QByteArray owner = fixture.signIn("ann@example.org");
    const QString survey = fixture.newSurvey(owner);
    for (const char *name : {"bob", "cy", "dee"})
        QCOMPARE(fixture.respond(survey, name, kAnswers).status, 201);
    QCOMPARE(fixture.post("/api/v1/personas/me/retry", {}, owner).status, 409);
    QCOMPARE(fixture.post("/api/v1/personas/me", {}, owner).status, 202);
    const auto job = store.claim(StepName::Synthesis);
    QVERIFY(job);
    store.settle(*job, {AttemptOutcome::Fatal, {}, QStringLiteral("check the key in llm.api_key_file"), 0});
    const ApiAnswer failed = fixture.get("/api/v1/personas/me", owner);
    QCOMPARE(failed.text("status"), QStringLiteral("failed"));
    QVERIFY(failed.text("error").startsWith(QLatin1String("the models could not make this")));
    const ApiAnswer operators = fixture.get("/api/v1/operator/personas?status=failed", fixture.tokenOf(Role::Operator));
    QVERIFY(operators.raw.body.contains("check the key in llm.api_key_file"));
    QCOMPARE(fixture.post("/api/v1/personas/me", {}, owner).status, 409);
    QCOMPARE(fixture.post("/api/v1/personas/me/retry", {}, owner).status, 202);
    fixture.runSaga();
    QCOMPARE(fixture.get("/api/v1/personas/me", owner).text("status"), QStringLiteral("ready"));
}

void TestJourney::caching()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    const auto opened = Store::open(*url);
    QVERIFY(opened.ok());
    ApiFixture fixture(**opened, *url);
    const QByteArray target = "/api/v1/surveys/" + fixture.newSurvey(fixture.signIn("a@b.org")).toLatin1();
    const ApiAnswer survey = fixture.get(target);
    QCOMPARE(survey.status, 200);
    QCOMPARE(survey.json.value(QLatin1String("questions")).toArray().size(), 4);
    QCOMPARE(survey.header("cache-control"), QByteArray("public, max-age=31536000, immutable"));
    const QByteArray etag = survey.header("etag");
    const auto with = [&](const QByteArray &condition) {
        return fixture.call({"GET", target, {}, {}, "If-None-Match: " + condition + "\r\n"});
    };
    const ApiAnswer same = with("\"x\", W/" + etag);
    QCOMPARE(same.status, 304);
    QCOMPARE(same.header("etag"), etag);
    QVERIFY(same.raw.body.isEmpty());
    QCOMPARE(with("\"x\"").status, 200);
    QCOMPARE(with("*").status, 304);

    const ApiAnswer head = fixture.call({"HEAD", target});
    QCOMPARE(head.status, 200);
    QCOMPARE(head.header("content-length").toInt(), int(survey.raw.body.size()));
    const ApiAnswer wrong = fixture.call({"PUT", target});
    QCOMPARE(wrong.status, 405);
    QCOMPARE(wrong.header("allow"), QByteArray("GET, HEAD, DELETE, OPTIONS"));
    for (const char *page : {"/", "/me", "/s/none", "/p/none"})
        QVERIFY(fixture.get(page).header("content-type").startsWith("text/html"));
}

QTEST_GUILESS_MAIN(TestJourney)
#include "tst_journey.moc"
