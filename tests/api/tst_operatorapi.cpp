// SPDX-License-Identifier: GPL-3.0-or-later
// The operator API: who may, what it shows, what it changes.
#include "tests/api/apifixture.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace remirai;

namespace {

const QByteArray kQueue = "/api/v1/operator/queues/persona-generation-queue";

QJsonArray arrayIn(const ApiAnswer &answer, const char *key)
{
    return answer.json.value(QLatin1String(key)).toArray();
}

} // namespace

class TestOperatorApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void authorization_data();
    void authorization();
    void overview();
    void latency();
    void patching();
    void draining();
    void messages();
    void failedSaga_data() { Store::addBackendRows(); }
    void failedSaga();
    void bulk_data() { Store::addBackendRows(); }
    void bulk();
    void events();
    void liveFeed();

private:
    std::unique_ptr<ApiFixture> open();

    Backends m_backends;
    std::vector<std::unique_ptr<Store>> m_stores; // outlive the fixtures
};

std::unique_ptr<ApiFixture> TestOperatorApi::open()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url);
    if (!store)
        qFatal("%s", qPrintable(store.error().message));
    m_stores.push_back(std::move(*store));
    return std::make_unique<ApiFixture>(*m_stores.back(), *url);
}

void TestOperatorApi::authorization_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("needs");
    const auto row = [](const char *method, const QByteArray &target, const char *needs) {
        QTest::addRow("%s %s", method, target.constData())
            << QByteArray(method) << target << QString::fromLatin1(needs);
    };
    const QByteArray base = "/api/v1/operator/";
    for (const char *path : {"overview", "queues", "workers", "events", "sagas", "sagas/x", "live?after=x"})
        row("GET", base + path, "viewer");
    row("GET", kQueue, "viewer");
    row("GET", kQueue + "/messages", "viewer");
    row("PATCH", kQueue, "operator");
    row("POST", kQueue + "/redrive", "operator");
    row("POST", base + "sagas/x/retry", "operator");
    row("PATCH", base + "workers/x", "operator");
    row("POST", kQueue + "/purge", "admin");
}

void TestOperatorApi::authorization()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QString, needs);
    const auto fixture = open();
    const auto needed = roleFrom(needs);
    QVERIFY(needed);
    QCOMPARE(fixture->call({method, target, "{}"}).status, 401);
    for (const Role role : {Role::Owner, Role::Viewer, Role::Operator, Role::Admin}) {
        const ApiAnswer answer = fixture->call({method, target, "{}", fixture->tokenOf(role)});
        QVERIFY2((answer.status == 403) == !allows(role, *needed), qPrintable(toString(role)));
        QVERIFY(answer.status != 401 && answer.status != 0 && answer.status < 500);
    }
}

void TestOperatorApi::overview()
{
    const auto fixture = open();
    const QByteArray viewer = fixture->tokenOf(Role::Viewer);
    fixture->store.startSaga(fixture->store.newOwner(3));
    const ApiAnswer queue = fixture->get(kQueue, viewer);
    QCOMPARE(queue.json.value(QLatin1String("depth")).toInt(), 1);
    QCOMPARE(queue.json.value(QLatin1String("paused")).toBool(), false);
    const QJsonArray queues = arrayIn(fixture->get("/api/v1/operator/queues", viewer), "queues");
    QCOMPARE(queues.size(), 4);
    // The monitor looks once a second.
    const auto backlog = [&] {
        return fixture->get("/api/v1/operator/overview", viewer).json.value(QLatin1String("backlog")).toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(backlog(), 1, 5'000);
}

// Of the last minute as the watch knows it, not of all requests since the start: here there have been some.
void TestOperatorApi::latency()
{
    const auto fixture = open();
    const QByteArray viewer = fixture->tokenOf(Role::Viewer);
    const auto p99 = [&] {
        fixture->watch().look();
        const ApiAnswer answer = fixture->get("/api/v1/operator/overview", viewer);
        return answer.json.value(QLatin1String("latency")).toObject().value(QLatin1String("p99_ms"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(!p99().isUndefined(), 5'000); // the monitor has looked
    QVERIFY(p99().isNull());
    fixture->vitals.minuteP50Ms = 2;
    fixture->vitals.minuteP99Ms = 3;
    QTRY_COMPARE_WITH_TIMEOUT(p99(), QJsonValue(3.0), 5'000);
}

void TestOperatorApi::patching()
{
    const auto fixture = open();
    const QByteArray token = fixture->tokenOf(Role::Operator);
    const ApiAnswer changed = fixture->call({"PATCH", kQueue, R"({"paused":true,"min_slots":2,"max_slots":7})", token});
    QCOMPARE(changed.status, 200);
    QCOMPARE(changed.json.value(QLatin1String("paused")).toBool(), true);
    QCOMPARE(changed.json.value(QLatin1String("max_slots")).toInt(), 7);
    QCOMPARE(fixture->get(kQueue, token).json.value(QLatin1String("paused")).toBool(), true);
    QCOMPARE(fixture->call({"PATCH", kQueue, R"({"paused":false})", token}).status, 200);
    QCOMPARE(fixture->get(kQueue, token).json.value(QLatin1String("paused")).toBool(), false);
    QVERIFY(fixture->nudges() >= 2);
    const QJsonArray events = arrayIn(fixture->get("/api/v1/operator/events", token), "events");
    const QJsonObject last = events.at(events.size() - 2).toObject(); // then comes what the audit log says of it
    QCOMPARE(last.value(QLatin1String("kind")).toString(), QStringLiteral("queue.changed"));
    QCOMPARE(last.value(QLatin1String("payload")).toObject().value(QLatin1String("actor")).toString(),
             QStringLiteral("operator@example.org"));
}

void TestOperatorApi::draining()
{
    const auto fixture = open();
    WorkerView worker;
    worker.id = QStringLiteral("host-7-abcd");
    worker.slotCount = 4;
    fixture->workersNow.workers = {worker};
    const QByteArray token = fixture->tokenOf(Role::Operator);
    const QByteArray path = "/api/v1/operator/workers/host-7-abcd";
    const auto patch = [&](const QByteArray &target, const QByteArray &body) {
        return fixture->call({"PATCH", target, body, token});
    };
    const ApiAnswer drained = patch(path, R"({"draining":true,"reason":"new disk"})");
    QCOMPARE(drained.status, 200);
    QVERIFY(drained.json.value(QLatin1String("draining")).toBool());
    QVERIFY(fixture->workersNow.workers[0].draining);
    const QJsonObject last = arrayIn(fixture->get("/api/v1/operator/events", token), "events").last().toObject();
    QCOMPARE(last.value(QLatin1String("kind")).toString(), QStringLiteral("worker.draining"));
    QCOMPARE(last.value(QLatin1String("payload")).toObject().value(QLatin1String("reason")).toString(),
             QStringLiteral("new disk"));
    QCOMPARE(patch(path, R"({"draining":false})").status, 200);
    QVERIFY(!fixture->workersNow.workers[0].draining);
    QCOMPARE(patch("/api/v1/operator/workers/nobody", R"({"draining":true})").status, 404);
    QCOMPARE(patch(path, "{}").text("field"), QStringLiteral("draining"));
}

void TestOperatorApi::messages()
{
    const auto fixture = open();
    const QByteArray viewer = fixture->tokenOf(Role::Viewer);
    Store &store = fixture->store;
    std::vector<SagaId> sagas;
    for (int i = 0; i < 5; ++i)
        sagas.push_back(store.startSaga(store.newOwner(3)));
    const auto job = store.claim(StepName::Synthesis);
    QVERIFY(job);
    const auto look = [&](const QByteArray &query) { return fixture->get(kQueue + "/messages" + query, viewer); };
    QCOMPARE(arrayIn(look(""), "messages").size(), 5);
    const QJsonArray inFlight = arrayIn(look("?state=in_flight"), "messages");
    QCOMPARE(inFlight.size(), 1);
    QCOMPARE(inFlight.at(0).toObject().value(QLatin1String("receive_count")).toInt(), 1);
    QCOMPARE(inFlight.at(0).toObject().value(QLatin1String("saga_id")).toString(), job->message.sagaId.toString());
    QCOMPARE(arrayIn(look("?state=visible"), "messages").size(), 4);
    QCOMPARE(arrayIn(look("?q=" + sagas[3].toString().toLatin1()), "messages").size(), 1);
    QCOMPARE(arrayIn(look("?q=nothing"), "messages").size(), 0);

    QSet<QString> seen;
    QByteArray cursor;
    for (int pages = 0; pages < 5; ++pages) {
        const ApiAnswer page = look("?limit=2&cursor=" + cursor);
        for (const QJsonValue &message : arrayIn(page, "messages"))
            seen << message.toObject().value(QLatin1String("message_id")).toString();
        cursor = page.text("next_cursor").toLatin1();
        if (cursor.isEmpty())
            break;
    }
    QCOMPARE(seen.size(), 5);
    QVERIFY(cursor.isEmpty());
}

void TestOperatorApi::failedSaga()
{
    REMIRAI_OPEN_STORE(store);
    ApiFixture fixture(store, *backendUrl);
    const QByteArray token = fixture.tokenOf(Role::Operator);
    const SagaId saga = store.startSaga(store.newOwner(3));
    QVERIFY(store.claim(StepName::Synthesis)); // its worker dies
    store.environment().advanceMs(181'000);
    const auto job = store.claim(StepName::Synthesis);
    QVERIFY(job);
    store.settle(*job, {AttemptOutcome::Fatal, {}, QStringLiteral("no money left"), 0});

    const QByteArray target = "/api/v1/operator/sagas/" + saga.toString().toLatin1();
    const ApiAnswer timeline = fixture.get(target, token);
    QCOMPARE(timeline.text("state"), QStringLiteral("failed"));
    QCOMPARE(timeline.json.value(QLatin1String("maybe_paid_twice")).toInt(), 1);
    const QJsonArray attempts = arrayIn(timeline, "attempts");
    QCOMPARE(attempts.size(), 2);
    QCOMPARE(attempts.at(1).toObject().value(QLatin1String("error")).toString(), QStringLiteral("no money left"));
    QVERIFY(!arrayIn(timeline, "events").isEmpty());
    QVERIFY(timeline.json.value(QLatin1String("message")).isObject()); // in the dead-letter queue
    QCOMPARE(arrayIn(fixture.get("/api/v1/operator/sagas?state=failed", token), "sagas").size(), 1);
    QCOMPARE(arrayIn(fixture.get("/api/v1/operator/sagas?state=completed", token), "sagas").size(), 0);

    const ApiAnswer retried = fixture.post(target + "/retry", {}, token);
    QCOMPARE(retried.status, 202);
    QCOMPARE(retried.text("state"), QStringLiteral("running"));
    QCOMPARE(fixture.post(target + "/retry", {}, token).status, 409);
    fixture.runSaga();
    QCOMPARE(fixture.get(target, token).text("state"), QStringLiteral("completed"));
}

void TestOperatorApi::bulk()
{
    REMIRAI_OPEN_STORE(store);
    ApiFixture fixture(store, *backendUrl);
    const QByteArray admin = fixture.tokenOf(Role::Admin);
    for (int i = 0; i < 3; ++i) {
        store.startSaga(store.newOwner(3));
        store.settle(*store.claim(StepName::Synthesis), {AttemptOutcome::Fatal, {}, QStringLiteral("broken"), 0});
    }
    QCOMPARE(fixture.get(kQueue, admin).json.value(QLatin1String("dead")).toInt(), 3);
    const ApiAnswer redriven = fixture.call({"POST", kQueue + "/redrive", {}, admin, "Idempotency-Key: r1\r\n"});
    QCOMPARE(redriven.status, 200);
    QCOMPARE(redriven.json.value(QLatin1String("messages")).toInt(), 3);
    const ApiAnswer again = fixture.call({"POST", kQueue + "/redrive", {}, admin, "Idempotency-Key: r1\r\n"});
    QCOMPARE(again.json.value(QLatin1String("messages")).toInt(), 3);
    QCOMPARE(fixture.post(kQueue + "/redrive", {}, admin).json.value(QLatin1String("messages")).toInt(), 0);
    QCOMPARE(fixture.get(kQueue, admin).json.value(QLatin1String("depth")).toInt(), 3);
    QCOMPARE(fixture.post(kQueue + "/purge", {}, admin).json.value(QLatin1String("messages")).toInt(), 3);
    QCOMPARE(fixture.get(kQueue, admin).json.value(QLatin1String("depth")).toInt(), 0);
    QCOMPARE(arrayIn(fixture.get("/api/v1/operator/sagas?state=failed", admin), "sagas").size(), 3);
}

void TestOperatorApi::events()
{
    const auto fixture = open();
    const QByteArray viewer = fixture->tokenOf(Role::Viewer);
    fixture->store.startSaga(fixture->store.newOwner(3));
    const ApiAnswer all = fixture->get("/api/v1/operator/events", viewer);
    const int count = int(arrayIn(all, "events").size());
    QVERIFY(count >= 2);
    const qint64 first = arrayIn(all, "events").at(0).toObject().value(QLatin1String("seq")).toInteger();
    const ApiAnswer rest = fixture->get("/api/v1/operator/events?after=" + QByteArray::number(first), viewer);
    QCOMPARE(int(arrayIn(rest, "events").size()), count - 1);
    QCOMPARE(int(arrayIn(fixture->get("/api/v1/operator/events?limit=1", viewer), "events").size()), 1);
}

void TestOperatorApi::liveFeed()
{
    const auto fixture = open();
    const QByteArray viewer = fixture->tokenOf(Role::Viewer);
    RawClient client(fixture->port);
    client.send(bytesOf({"GET", "/api/v1/operator/live", {}, viewer, "Last-Event-ID: 0\r\n"}));
    const ApiAnswer head = readAnswer(client, false);
    QCOMPARE(head.status, 200);
    QVERIFY(head.header("content-type").startsWith("text/event-stream"));
    QCOMPARE(fixture->call({"HEAD", "/api/v1/operator/live", {}, viewer}).status, 200);
    const SagaId saga = fixture->store.startSaga(fixture->store.newOwner(3));
    QByteArray stream;
    while (!stream.contains("saga.started") && !stream.contains(saga.toString().toLatin1())) {
        const QByteArray more = client.readSome();
        QVERIFY(!more.isEmpty());
        stream += more;
    }
    QVERIFY(stream.contains("\nid: ") || stream.startsWith("id: "));
    QVERIFY(stream.contains("\ndata: {"));
}

QTEST_GUILESS_MAIN(TestOperatorApi)
#include "tst_operatorapi.moc"
