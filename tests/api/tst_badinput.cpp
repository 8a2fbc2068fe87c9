// SPDX-License-Identifier: GPL-3.0-or-later
// What each route answers to input that it cannot take: status, and the field it names.
#include "tests/api/apifixture.h"

using namespace remirai;

namespace {

enum class As { Nobody, Owner, Viewer, Operator, Admin };

} // namespace
Q_DECLARE_METATYPE(As)

class TestBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void refusals_data();
    void refusals();
    void contentType();
    void badTokens();
    void localSignInOff();

private:
    QByteArray tokenFor(As who) const;

    Backends m_backends;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<ApiFixture> m_fixture;
    QByteArray m_owner;
    QByteArray m_survey;
};

void TestBadInput::initTestCase()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url);
    QVERIFY(store.ok());
    m_store = std::move(*store);
    m_fixture = std::make_unique<ApiFixture>(*m_store, *url);
    m_owner = m_fixture->signIn("ann@example.org");
    m_survey = m_fixture->newSurvey(m_owner).toLatin1();
    QVERIFY(!m_survey.isEmpty());
}

void TestBadInput::cleanupTestCase()
{
    m_fixture.reset();
    m_store.reset();
}

QByteArray TestBadInput::tokenFor(As who) const
{
    switch (who) {
    case As::Nobody:
        return {};
    case As::Owner:
        return m_owner;
    case As::Viewer:
        return m_fixture->tokenOf(Role::Viewer);
    case As::Operator:
        return m_fixture->tokenOf(Role::Operator);
    case As::Admin:
        return m_fixture->tokenOf(Role::Admin);
    }
    Q_UNREACHABLE();
}

// `{survey}` stands for a survey that exists, `{none}` for an id that nothing has.
void TestBadInput::refusals_data()
{
    QTest::addColumn<As>("who");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");
    const auto row = [](As who, const char *method, const QByteArray &target, const char *body, int status,
                        const char *field = "") {
        QTest::addRow("%s %s %s %d", method, target.constData(), body, int(who))
            << who << QByteArray(method) << target << QByteArray(body) << status << QString::fromLatin1(field);
    };
    const auto bodies = [&](As who, const char *method, const char *target) {
        row(who, method, target, "{", 400);
        row(who, method, target, "{\"a\":\"\xff\"}", 400);
        row(who, method, target, "[]", 422);
        row(who, method, target, R"({"colour":1})", 422);
    };
    const char *local = "/api/v1/auth/local";
    bodies(As::Nobody, "POST", local);
    row(As::Nobody, "POST", local, "{}", 422, "email");
    row(As::Nobody, "POST", local, R"({"email":7})", 422, "email");
    row(As::Nobody, "POST", local, R"({"email":"nobody"})", 422, "email");
    row(As::Nobody, "POST", local, R"({"email":"a@b.c","display_name":[]})", 422, "display_name");
    row(As::Nobody, "POST", local, R"({"email":"a@b.c","display_name":"a\u0000b"})", 422, "display_name");
    row(As::Nobody, "POST", local, R"({"email":"a@b.c","role":"admin"})", 422, "role");
    const char *google = "/api/v1/auth/google";
    bodies(As::Nobody, "POST", google);
    row(As::Nobody, "POST", google, "{}", 422, "token");
    row(As::Nobody, "POST", google, R"({"token":"forged"})", 401);

    const char *responses = "/api/v1/surveys/{survey}/responses";
    bodies(As::Nobody, "POST", responses);
    row(As::Nobody, "POST", responses, "{}", 422, "answers");
    row(As::Nobody, "POST", responses, R"({"answers":[]})", 422, "answers");
    row(As::Nobody, "POST", responses, R"({"answers":{}})", 422, "answers");
    row(As::Nobody, "POST", responses, R"({"answers":{"q1":1}})", 422, "answers.q1");
    row(As::Nobody, "POST", responses, R"({"answers":{"q9":"x"}})", 422, "answers.q9");
    row(As::Nobody, "POST", responses, R"({"answers":{"q1":"  "}})", 422, "answers.q1");
    row(As::Nobody, "POST", responses, R"({"answers":{"q2":"Sleepy"}})", 422, "answers.q2");
    row(As::Nobody, "POST", responses, R"({"answers":{"q1":"x"},"who":"me"})", 422, "who");
    row(As::Nobody, "POST", "/api/v1/surveys/{none}/responses", R"({"answers":{"q1":"x"}})", 404);
    row(As::Nobody, "POST", "/api/v1/surveys/nonsense/responses", R"({"answers":{"q1":"x"}})", 404);
    row(As::Nobody, "GET", "/api/v1/surveys/{none}", "", 404);
    row(As::Nobody, "GET", "/api/v1/surveys/nonsense", "", 404);
    row(As::Nobody, "GET", "/media/none.png", "", 404);
    row(As::Nobody, "GET", "/nowhere", "", 404);

    bodies(As::Owner, "POST", "/api/v1/surveys");
    bodies(As::Owner, "POST", "/api/v1/surveys/{survey}/close");
    row(As::Owner, "POST", "/api/v1/surveys/{none}/close", "", 404);
    row(As::Viewer, "POST", "/api/v1/surveys/{survey}/close", "", 404); // somebody else's
    bodies(As::Owner, "POST", "/api/v1/personas/me");
    bodies(As::Owner, "POST", "/api/v1/personas/me/retry");
    const char *chat = "/api/v1/personas/me/chat";
    bodies(As::Owner, "POST", chat);
    row(As::Owner, "POST", chat, "{}", 422, "message");
    row(As::Owner, "POST", chat, R"({"message":" "})", 422, "message");
    row(As::Owner, "POST", chat, R"({"message":"a\u0000b"})", 422, "message");
    row(As::Owner, "POST", chat, R"({"message":"hello"})", 409);
    row(As::Owner, "GET", "/api/v1/personas/me/chat?limit=0", "", 400, "limit");
    row(As::Owner, "GET", "/api/v1/personas/me/chat?before=x", "", 400, "before");
    for (const char *target : {"/api/v1/surveys", "/api/v1/personas/me", chat})
        row(As::Nobody, "GET", target, "", 401);
    for (const char *target : {"/api/v1/surveys", "/api/v1/surveys/{survey}/close", "/api/v1/personas/me",
                               "/api/v1/personas/me/retry", chat})
        row(As::Nobody, "POST", target, "{}", 401);

    const char *queue = "/api/v1/operator/queues/persona-generation-queue";
    bodies(As::Operator, "PATCH", queue);
    row(As::Operator, "PATCH", queue, R"({"paused":"yes"})", 422, "paused");
    row(As::Operator, "PATCH", queue, R"({"min_slots":1.5})", 422, "min_slots");
    row(As::Operator, "PATCH", queue, R"({"min_slots":-1})", 422, "min_slots");
    row(As::Operator, "PATCH", queue, R"({"min_slots":5,"max_slots":4})", 422, "max_slots");
    row(As::Operator, "PATCH", "/api/v1/operator/queues/none", "{}", 404);
    row(As::Operator, "GET", "/api/v1/operator/queues/none", "", 404);
    row(As::Operator, "GET", "/api/v1/operator/queues/none/messages", "", 404);
    row(As::Operator, "POST", "/api/v1/operator/queues/none/redrive", "", 404);
    row(As::Admin, "POST", "/api/v1/operator/queues/none/purge", "", 404);
    bodies(As::Operator, "POST", "/api/v1/operator/queues/persona-generation-queue/redrive");
    bodies(As::Admin, "POST", "/api/v1/operator/queues/persona-generation-queue/purge");
    const QByteArray messages = QByteArray(queue) + "/messages";
    row(As::Viewer, "GET", messages + "?state=lost", "", 400, "state");
    row(As::Viewer, "GET", messages + "?cursor=x", "", 400, "cursor");
    row(As::Viewer, "GET", messages + "?limit=1000", "", 400, "limit");
    row(As::Viewer, "GET", "/api/v1/operator/sagas?state=lost", "", 400, "state");
    row(As::Viewer, "GET", "/api/v1/operator/sagas?cursor=x", "", 400, "cursor");
    row(As::Viewer, "GET", "/api/v1/operator/sagas/{none}", "", 404);
    row(As::Operator, "POST", "/api/v1/operator/sagas/{none}/retry", "", 404);
    row(As::Viewer, "GET", "/api/v1/operator/events?after=-1", "", 400, "after");
    row(As::Viewer, "GET", "/api/v1/operator/live?after=x", "", 400, "after");
}

void TestBadInput::refusals()
{
    QFETCH(As, who);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, field);
    target.replace("{survey}", m_survey).replace("{none}", "01890000-0000-7000-8000-000000000000");
    const ApiAnswer answer = m_fixture->call({method, target, body, tokenFor(who)});
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("content-type"), QByteArray("application/problem+json"));
    QCOMPARE(answer.json.value(QLatin1String("status")).toInt(), status);
    QVERIFY(!answer.text("detail").isEmpty() || status == 404);
    if (!field.isEmpty())
        QCOMPARE(answer.text("field"), field);
    if (status == 401)
        QVERIFY(answer.header("www-authenticate").startsWith("Bearer"));
}

void TestBadInput::contentType()
{
    const QByteArray target = "/api/v1/surveys/" + m_survey + "/responses";
    const QByteArray body = R"({"answers":{"q1":"dry"}})";
    const auto with = [&](const QByteArray &type) {
        return m_fixture->call({"POST", target, body, {}, "User-Agent: " + type + "\r\n", type}).status;
    };
    QCOMPARE(with("text/plain"), 415);
    QCOMPARE(with(""), 415);
    QCOMPARE(with("application/jsonp"), 415);
    QCOMPARE(with("application/json"), 201);
    QCOMPARE(with("Application/JSON; charset=utf-8"), 201);
    QCOMPARE(m_fixture->call({"POST", "/s/" + m_survey, "q1=x", {}, {}, "text/plain"}).status, 415);
}

void TestBadInput::badTokens()
{
    for (const char *line : {"Authorization: Bearer\r\n", "Authorization: Basic YTpi\r\n",
                             "Authorization: Bearer a.b.c\r\n", "Authorization: \r\n"})
        QCOMPARE(m_fixture->call({"GET", "/api/v1/surveys", {}, {}, line}).status, 401);
    QCOMPARE(m_fixture->call({"GET", "/api/v1/surveys", {}, {}, "Authorization: bearer " + m_owner + "\r\n"}).status,
             200);
}

void TestBadInput::localSignInOff()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    const auto store = Store::open(*url);
    QVERIFY(store.ok());
    ApiConfig config;
    config.authLocal = false;
    ApiFixture fixture(**store, *url, config);
    QCOMPARE(fixture.post("/api/v1/auth/local", R"({"email":"a@b.c"})").status, 404);
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
