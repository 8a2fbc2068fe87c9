// SPDX-License-Identifier: GPL-3.0-or-later
// What the control room stands on: roles on every route, operations, failures, personas, history, alerts, tickets.
#include "core/domain/errorsignature.h"
#include "tests/api/apifixture.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace remirai;

namespace {

const QByteArray kOperator = "/api/v1/operator/";
const QByteArray kDeadLetters = "persona-generation-queue-dlq";

QJsonArray arrayIn(const ApiAnswer &answer, const char *key)
{
    return answer.json.value(QLatin1String(key)).toArray();
}

QJsonObject firstIn(const ApiAnswer &answer, const char *key)
{
    return arrayIn(answer, key).at(0).toObject();
}

} // namespace

class TestControlRoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyRouteHasItsRole();
    void operation();
    void refusals_data();
    void refusals();
    void everyDeedIsWrittenDown();
    void failuresLeadToWhatFailed();
    void personasByAge();
    void sagasAreFound();
    void peopleAreForOperators();
    void historyAndAlerts();
    void tickets();
    void metricsAreForThisMachine();

private:
    void failSaga(const QString &error);
    ApiAnswer post(const QByteArray &path, const QByteArray &body, Role role)
    {
        return m_fixture->post(kOperator + path, body, m_fixture->tokenOf(role));
    }
    ApiAnswer get(const QByteArray &path, Role role = Role::Viewer)
    {
        return m_fixture->get(kOperator + path, m_fixture->tokenOf(role));
    }

    Backends m_backends;
    std::unique_ptr<Store> m_store; // outlives the fixture
    std::unique_ptr<ApiFixture> m_fixture;
    DatabaseUrl m_url;
};

void TestControlRoom::init()
{
    m_fixture.reset();
    m_url = *m_backends.create(QStringLiteral("sqlite"));
    m_store = std::move(*Store::open(m_url));
    m_fixture = std::make_unique<ApiFixture>(*m_store, m_url);
}

void TestControlRoom::failSaga(const QString &error)
{
    m_store->startSaga(m_store->newOwner(3));
    m_store->settle(m_store->claim(StepName::Synthesis).value(), {AttemptOutcome::Fatal, {}, error, 0});
    m_store->environment().advanceMs(10);
}

// Whatever routes there will be: none of the operator's answers without a token or to an owner, and none that writes to
// a viewer, but for the ticket, which lets a viewer look.
void TestControlRoom::everyRouteHasItsRole()
{
    int writing = 0;
    for (const Router::Route &route : m_fixture->server().routes()) {
        if (!route.pattern.startsWith(kOperator))
            continue;
        const QByteArray method = QByteArray(toText(route.method).data(), toText(route.method).size());
        QByteArray target = route.pattern;
        target.replace("{name}", kDeadLetters);
        target.replace("{saga_id}", "0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a11");
        target.replace("{operation_id}", "0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a11");
        const auto statusFor = [&](const QByteArray &token) {
            return m_fixture->call({method, target, method == "GET" ? QByteArray() : QByteArray("{}"), token}).status;
        };
        const QByteArray what = method + ' ' + target;
        QVERIFY2(statusFor({}) == 401, what.constData());
        QVERIFY2(statusFor(m_fixture->tokenOf(Role::Owner)) == 403, what.constData());
        if (method == "GET" || target.endsWith("/ticket"))
            continue;
        ++writing;
        QVERIFY2(statusFor(m_fixture->tokenOf(Role::Viewer)) == 403, what.constData());
    }
    QVERIFY(writing >= 6);
}

void TestControlRoom::operation()
{
    for (int i = 0; i < 4; ++i)
        failSaga(QStringLiteral("HTTP 500 (request %1)").arg(i));
    const QByteArray filter = R"("filter":{"queue":"persona-generation-queue-dlq"})";
    const ApiAnswer preview =
        post("operations", R"({"kind":"redrive",)" + filter + R"(,"dry_run":true})", Role::Operator);
    QCOMPARE(preview.status, 200);
    QCOMPARE(preview.json.value(QLatin1String("matched")).toInt(), 4);
    QCOMPARE(arrayIn(preview, "messages").size(), 4);
    QCOMPARE(arrayIn(get("operations"), "operations").size(), 0);

    const QByteArray body = R"({"kind":"redrive",)" + filter + R"(,"canary":1,"reason":"it is mended"})";
    const ApiAnswer begun = post("operations", body, Role::Operator);
    QCOMPARE(begun.status, 202);
    QCOMPARE(begun.header("location"), QByteArray(kOperator + "operations/" + begun.text("operation_id").toLatin1()));
    const QByteArray path = "operations/" + begun.text("operation_id").toLatin1();
    const auto phase = [&] { return get(path).text("phase"); };
    QTRY_COMPARE_WITH_TIMEOUT(phase(), QStringLiteral("watching"), 10'000);
    QCOMPARE(get(path).json.value(QLatin1String("pending")).toInt(), 1);
    m_store->succeed(m_store->claim(StepName::Synthesis).value()); // the canary lives
    QTRY_COMPARE_WITH_TIMEOUT(phase(), QStringLiteral("over"), 10'000);
    const ApiAnswer over = get(path);
    QCOMPARE(over.text("state"), QStringLiteral("completed"));
    QCOMPARE(over.json.value(QLatin1String("done")).toInt(), 4);
    QCOMPARE(over.text("actor"), QStringLiteral("operator@example.org"));
    QCOMPARE(over.text("reason"), QStringLiteral("it is mended"));
    QCOMPARE(over.json.value(QLatin1String("new_since_start")).toInt(), 0);
    QCOMPARE(post(path + "/cancel", "{}", Role::Operator).status, 409);
    QCOMPARE(arrayIn(get("operations?kind=redrive&state=completed"), "operations").size(), 1);
    QCOMPARE(arrayIn(get("operations?state=running"), "operations").size(), 0);
}

void TestControlRoom::refusals_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *body, int status, const char *field) {
        QTest::newRow(body) << QByteArray(body) << status << QString::fromLatin1(field);
    };
    row(R"({"kind":"explode","filter":{}})", 422, "kind");
    row(R"({"kind":"pause","filter":{}})", 422, "kind");
    row(R"({"kind":"retry","filter":{}})", 422, "reason");
    row(R"({"kind":"retry","filter":{},"reason":"  "})", 422, "reason");
    row(R"({"kind":"redrive","filter":{},"reason":"because"})", 422, "filter.queue");
    row(R"({"kind":"redrive","filter":{"queue":"nowhere"},"reason":"because"})", 404, "filter.queue");
    row(R"({"kind":"park","filter":{"queue":"persona-generation-queue"},"canary":3,"reason":"because"})", 422,
        "canary");
    row(R"({"kind":"retry","filter":{},"rate_per_second":-1,"reason":"because"})", 422, "rate_per_second");
    row(R"({"kind":"retry","filter":7,"reason":"because"})", 422, "filter");
    row(R"({"kind":"purge","filter":{"queue":"persona-generation-queue"},"reason":"because"})", 403, "");
    row(R"({"kind":"retry","filter":{},"reason":"because","colour":"red"})", 422, "colour");
}

void TestControlRoom::refusals()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, field);
    const ApiAnswer answer = post("operations", body, Role::Operator);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.text("field"), field);
    QCOMPARE(arrayIn(get("operations"), "operations").size(), 0);
}

void TestControlRoom::everyDeedIsWrittenDown()
{
    failSaga(QStringLiteral("broken"));
    const QByteArray queue = kOperator + "queues/persona-generation-queue";
    const QByteArray admin = m_fixture->tokenOf(Role::Admin);
    const auto patch = [&](const QByteArray &body) { return m_fixture->call({"PATCH", queue, body, admin}).status; };
    QCOMPARE(patch(R"({"paused":true,"max_slots":7,"reason":"incident 12"})"), 200);
    QCOMPARE(patch(R"({"paused":true})"), 200); // changes nothing, so there is nothing to write down
    QCOMPARE(patch(R"({"paused":false})"), 200);
    const QByteArray saga =
        firstIn(get("sagas?state=failed"), "sagas").value(QLatin1String("saga_id")).toString().toLatin1();
    QCOMPARE(post("sagas/" + saga + "/retry", R"({"reason":"try"})", Role::Operator).status, 202);
    QCOMPARE(m_fixture->post(queue + "/purge", R"({"reason":"away with it"})", admin).status, 200);
    QStringList log;
    for (const QJsonValue &value : arrayIn(get("operations"), "operations")) {
        const QJsonObject one = value.toObject();
        log.prepend(one.value(QLatin1String("kind")).toString() + u'/' + one.value(QLatin1String("reason")).toString()
                    + u'/' + one.value(QLatin1String("actor")).toString().section(u'@', 0, 0));
    }
    QCOMPARE(log.size(), 5);
    log.sort();
    QCOMPARE(log.join(u' '),
             QStringLiteral("pause/incident 12/admin purge/away with it/admin resume//admin retry/try/operator "
                            "scale/incident 12/admin"));
}

void TestControlRoom::failuresLeadToWhatFailed()
{
    failSaga(QStringLiteral("HTTP 500 (request 1)"));
    failSaga(QStringLiteral("HTTP 500 (request 2)"));
    failSaga(QStringLiteral("no money"));
    const ApiAnswer report = get("failures?window=1h");
    QCOMPARE(report.json.value(QLatin1String("total")).toInt(), 3);
    const QJsonObject group = firstIn(report, "groups");
    QCOMPARE(group.value(QLatin1String("count")).toInt(), 2);
    QCOMPARE(group.value(QLatin1String("queue")).toString(), QStringLiteral("persona-generation-queue"));
    const QByteArray signature = group.value(QLatin1String("signature")).toString().toLatin1();
    QCOMPARE(arrayIn(get("sagas?error_signature=" + signature), "sagas").size(), 2);
    QCOMPARE(arrayIn(get("queues/" + kDeadLetters + "/messages?error_signature=" + signature), "messages").size(), 2);
    QCOMPARE(get("failures?window=2h").status, 400);
}

void TestControlRoom::personasByAge()
{
    for (int i = 0; i < 5; ++i) {
        m_store->startSaga(m_store->newOwner(3));
        m_store->environment().advanceMs(1'000);
    }
    QStringList seen;
    QByteArray cursor;
    do {
        const ApiAnswer page = get("personas?status=synthesizing&limit=2&cursor=" + cursor);
        QCOMPARE(page.status, 200);
        for (const QJsonValue &persona : arrayIn(page, "personas"))
            seen << persona.toObject().value(QLatin1String("persona_id")).toString();
        cursor = page.text("next_cursor").toLatin1();
    } while (!cursor.isEmpty());
    QCOMPARE(seen.size(), 5);
    const QJsonObject oldest = firstIn(get("personas"), "personas"); // of any status
    QCOMPARE(oldest.value(QLatin1String("persona_id")).toString(), seen.first());
    QCOMPARE(oldest.value(QLatin1String("age_ms")).toInt(), 5'000);
    QCOMPARE(arrayIn(get("personas?status=synthesizing&older_than=3s"), "personas").size(), 3);
    QCOMPARE(arrayIn(get("personas?status=ready"), "personas").size(), 0);
    QCOMPARE(arrayIn(get("personas?q=" + seen[2].toLatin1()), "personas").size(), 1);
    QCOMPARE(get("personas?older_than=30").status, 400); // of what?
    QCOMPARE(get("personas?cursor=x").status, 400);
}

void TestControlRoom::sagasAreFound()
{
    failSaga(QStringLiteral("no money left"));
    const SagaId saga = m_store->startSaga(m_store->newOwner(3));
    const QJsonObject other = firstIn(get("sagas?state=failed"), "sagas");
    const auto found = [&](const QByteArray &query) {
        return arrayIn(get("sagas" + query, Role::Operator), "sagas").size();
    };
    QCOMPARE(found(""), 2);
    QCOMPARE(found("?q=" + saga.toString().toLatin1()), 1);
    for (const char *key : {"persona_id", "user_id", "survey_id"})
        QCOMPARE(found("?q=" + other.value(QLatin1String(key)).toString().toLatin1()), 1);
    QCOMPARE(found("?q=MONEY"), 1);
    QCOMPARE(found("?email=owner2@example.org"), 1);
    QCOMPARE(found("?email=nobody@example.org"), 0);
    QCOMPARE(found("?step=synthesis"), 2);
    QCOMPARE(found("?step=illustration"), 0);
}

void TestControlRoom::peopleAreForOperators()
{
    const SagaId saga = m_store->startSaga(m_store->newOwner(3));
    m_store->succeed(m_store->claim(StepName::Synthesis).value());
    const QByteArray path = "sagas/" + saga.toString().toLatin1();
    QVERIFY(get(path).json.value(QLatin1String("details")).isNull());
    const QJsonObject details = get(path, Role::Operator).json.value(QLatin1String("details")).toObject();
    QCOMPARE(details.value(QLatin1String("email")).toString(), QStringLiteral("owner1@example.org"));
    QCOMPARE(details.value(QLatin1String("prompt")).toString(), QStringLiteral("You are calm."));
    const QJsonObject answers = details.value(QLatin1String("answers")).toObject();
    QCOMPARE(answers.value(QLatin1String("responses")).toInt(), 3);
    const QJsonArray questions = answers.value(QLatin1String("questions")).toArray();
    QCOMPARE(questions.at(1).toObject().value(QLatin1String("counts")).toObject().value(QLatin1String("Calm")).toInt(),
             3);
    QVERIFY(firstIn(get("personas"), "personas").value(QLatin1String("email")).isNull());
    QCOMPARE(firstIn(get("personas", Role::Operator), "personas").value(QLatin1String("email")).toString(),
             QStringLiteral("owner1@example.org"));
    QCOMPARE(get("personas?q=owner1@example.org").status, 403);
    QCOMPARE(arrayIn(get("personas?q=owner1@example.org", Role::Operator), "personas").size(), 1);
    QCOMPARE(get("sagas?email=owner1@example.org").status, 403);
}

void TestControlRoom::historyAndAlerts()
{
    failSaga(QStringLiteral("broken"));
    m_fixture->vitals.slotCount = 9;
    m_fixture->vitals.workerSlots = 9;
    const auto alerts = [&] {
        m_fixture->watch().look();
        return arrayIn(get("overview"), "alerts");
    };
    QTRY_COMPARE_WITH_TIMEOUT(alerts().size(), 1, 10'000);
    const QJsonObject alert = alerts().at(0).toObject();
    QCOMPARE(alert.value(QLatin1String("rule")).toString(), QStringLiteral("dead_letters"));
    QCOMPARE(alert.value(QLatin1String("value")).toInt(), 1);
    const QByteArray metrics = m_fixture->get("/metrics").raw.body;
    QVERIFY(metrics.contains("remirai_alert_firing{rule=\"dead_letters\",subject=\"persona-generation-queue\"} 1"));

    m_store->environment().advanceMs(1'000);
    const ApiAnswer series =
        get("series?metric=dead,slots&queue=persona-generation-queue&step=1s&from=2026-03-01T12:00:00Z");
    QCOMPARE(series.status, 200);
    QCOMPARE(series.json.value(QLatin1String("tier_ms")).toInt(), 1'000);
    const QJsonArray lines = arrayIn(series, "series");
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.at(0).toObject().value(QLatin1String("unit")).toString(), QStringLiteral("messages"));
    QCOMPARE(lines.at(0).toObject().value(QLatin1String("values")).toArray().at(0).toDouble(), 1.0);
    QCOMPARE(lines.at(1).toObject().value(QLatin1String("max")).toArray().at(0).toDouble(), 9.0);
    QVERIFY(lines.at(1).toObject().value(QLatin1String("queue")).isNull());
    QCOMPARE(get("series").status, 400);
    QCOMPARE(get("series?metric=colour").status, 400);
    QCOMPARE(get("series?metric=depth&step=5").status, 400);
    QCOMPARE(get("series?metric=depth&from=2020-01-01T00:00:00Z").status, 422);
}

void TestControlRoom::tickets()
{
    QCOMPARE(m_fixture->get(kOperator + "live?ticket=nope").status, 401);
    const ApiAnswer made = post("ticket", "{}", Role::Viewer);
    QCOMPARE(made.status, 201);
    const QByteArray target = kOperator + "live?after=0&ticket=" + made.text("ticket").toLatin1();
    RawClient client(m_fixture->port);
    client.send(bytesOf({"GET", target}));
    QCOMPARE(readAnswer(client, false).status, 200);
    QCOMPARE(m_fixture->get(target).status, 401); // used
    const ApiAnswer old = post("ticket", "{}", Role::Viewer);
    m_store->environment().advanceMs(30'001);
    QCOMPARE(m_fixture->get(kOperator + "live?ticket=" + old.text("ticket").toLatin1()).status, 401);
}

void TestControlRoom::metricsAreForThisMachine()
{
    QCOMPARE(m_fixture->get("/metrics").status, 200);
    ApiConfig config = ApiFixture::defaults();
    config.metricsReaders = *TrustedProxies::parse({QStringLiteral("10.0.0.0/8")});
    m_fixture.reset();
    m_fixture = std::make_unique<ApiFixture>(*m_store, m_url, config);
    QCOMPARE(m_fixture->get("/metrics").status, 403);
}

QTEST_GUILESS_MAIN(TestControlRoom)
#include "tst_controlroom.moc"
