// SPDX-License-Identifier: GPL-3.0-or-later
// What happens when much is asked at once, and what the metrics say about it.
#include "tests/api/apifixture.h"

#include <QJsonArray>
#include <QRegularExpression>

using namespace remirai;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kQuoteMe = "X-Request-Id: quote-me\r\n";

} // namespace

class TestApiLoads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void chatIsBounded();
    void oneOwnerCannotTakeAll();
    void chatFailures();
    void chatRepeats();
    void exportsKeepNobodyWaiting();
    void stopEndsChats();
    void overload();
    void readiness();
    void readinessKeepsTheInsides();
    void aLostTransactionKeepsItsCause();
    void metrics();

private:
    QByteArray readyOwner(int number);
    void ask(RawClient &client, const QByteArray &token);

    Backends m_backends;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<ApiFixture> m_fixture;
};

void TestApiLoads::init()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url);
    QVERIFY(store.ok());
    m_store = std::move(*store);
    ApiConfig config = ApiFixture::defaults();
    config.chat = {2, 2, 2, 28'000};
    config.maxWaitingCommands = QTest::currentTestFunction() == QByteArray("overload") ? -1 : 100;
    m_fixture = std::make_unique<ApiFixture>(*m_store, *url, config);
}

void TestApiLoads::cleanup()
{
    m_fixture.reset();
    m_store.reset();
}

QByteArray TestApiLoads::readyOwner(int number)
{
    const QByteArray token = m_fixture->signIn("owner" + QByteArray::number(number) + "@example.org");
    const QString survey = m_fixture->newSurvey(token);
    for (const char *name : {"bob", "cy", "dee"})
        m_fixture->respond(survey, name, R"({"answers":{"q1":"dry"}})");
    m_fixture->get("/api/v1/personas/me", token);
    m_fixture->runSaga();
    return token;
}

void TestApiLoads::ask(RawClient &client, const QByteArray &token)
{
    client.send(bytesOf({"POST", "/api/v1/personas/me/chat", R"({"message":"hello"})", token}));
}

void TestApiLoads::chatIsBounded()
{
    std::vector<QByteArray> owners;
    for (int i = 0; i < 5; ++i)
        owners.push_back(readyOwner(i));
    m_fixture->language.hold();
    std::vector<RawClient> clients;
    for (int i = 0; i < 2; ++i) {
        clients.emplace_back(m_fixture->port);
        ask(clients.back(), owners[size_t(i)]);
    }
    QVERIFY(m_fixture->language.waitUntilInside(2));
    // One connection: the answer to the last one says that those before were taken.
    for (int i = 2; i < 5; ++i) {
        clients.emplace_back(m_fixture->port);
        ask(clients.back(), owners[size_t(i)]);
        if (i < 4) // taken, and waits: whoever comes later is answered meanwhile
            QCOMPARE(m_fixture->get("/healthz").status, 200);
    }
    const ApiAnswer refused = readAnswer(clients.back());
    QCOMPARE(refused.status, 503);
    QVERIFY(refused.header("retry-after").toInt() > 0);
    m_fixture->language.letGo();
    for (size_t i = 0; i < 4; ++i)
        QCOMPARE(readAnswer(clients[i]).status, 200);
    QCOMPARE(m_fixture->language.mostInside(), 2);
}

void TestApiLoads::oneOwnerCannotTakeAll()
{
    const QByteArray greedy = readyOwner(1);
    const QByteArray modest = readyOwner(2);
    m_fixture->language.hold();
    std::vector<RawClient> clients;
    for (int i = 0; i < 2; ++i) {
        clients.emplace_back(m_fixture->port);
        ask(clients.back(), greedy);
    }
    QVERIFY(m_fixture->language.waitUntilInside(2));
    QCOMPARE(m_fixture->post("/api/v1/personas/me/chat", R"({"message":"x"})", greedy).status, 503);
    RawClient other(m_fixture->port);
    ask(other, modest);
    m_fixture->language.letGo();
    QCOMPARE(readAnswer(other).status, 200);
}

void TestApiLoads::chatFailures()
{
    const QByteArray owner = readyOwner(1);
    const auto answerTo = [&](ErrorCode code, qint64 retryAfterMs) {
        m_fixture->language.failWith(Error{code, QStringLiteral("the account is empty"), {}, retryAfterMs});
        QTest::ignoreMessage(QtCriticalMsg, "request quote-me failed: the account is empty");
        return m_fixture->call({"POST", "/api/v1/personas/me/chat", R"({"message":"x"})", owner, kQuoteMe});
    };
    const ApiAnswer limited = answerTo(ErrorCode::RateLimited, 7'000);
    QCOMPARE(limited.status, 503);
    QCOMPARE(limited.header("retry-after"), QByteArray("7"));
    QCOMPARE(answerTo(ErrorCode::Timeout, 0).status, 504);
    QVERIFY(!answerTo(ErrorCode::Unavailable, 0).header("retry-after").isEmpty());
    const ApiAnswer refused = answerTo(ErrorCode::Forbidden, 0);
    QCOMPARE(refused.status, 422);
    QCOMPARE(refused.text("detail"), QStringLiteral("the model refused to answer this"));
    for (const ApiAnswer &answer : {limited, refused, answerTo(ErrorCode::Internal, 0)})
        QVERIFY(!answer.raw.body.contains("account"));
    QVERIFY(m_fixture->get("/api/v1/personas/me/chat", owner)
                .json.value(QLatin1String("messages"))
                .toArray()
                .isEmpty()); // only whole exchanges are kept
}

void TestApiLoads::chatRepeats()
{
    const QByteArray owner = readyOwner(1);
    const ApiCall call{"POST", "/api/v1/personas/me/chat", R"({"message":"x"})", owner, "Idempotency-Key: c1\r\n"};
    const ApiAnswer first = m_fixture->call(call);
    QCOMPARE(first.status, 200);
    QCOMPARE(m_fixture->call(call).raw.body, first.raw.body);
    QCOMPARE(m_fixture->get("/api/v1/personas/me/chat", owner).json.value(QLatin1String("messages")).toArray().size(),
             2);
}

// An export may read for a second: it runs where that is allowed, and not when those threads have ended.
void TestApiLoads::exportsKeepNobodyWaiting()
{
    const QByteArray owner = m_fixture->signIn("ada@example.org");
    const QByteArray session = "Cookie: remirai_session=" + owner + "\r\n";
    QCOMPARE(m_fixture->get("/api/v1/export", owner).status, 200);
    QCOMPARE(m_fixture->call({"GET", "/me/export", {}, {}, session}).status, 200);
    m_fixture->api().stop();
    QCOMPARE(m_fixture->get("/api/v1/export", owner).status, 503);
    QCOMPARE(m_fixture->call({"GET", "/me/export", {}, {}, session}).header("retry-after"), QByteArray("1"));
}

void TestApiLoads::stopEndsChats()
{
    const QByteArray owner = readyOwner(1);
    m_fixture->language.hold();
    m_fixture->language.failWith(Error{ErrorCode::Unavailable, QStringLiteral("stopped"), {}});
    RawClient client(m_fixture->port);
    ask(client, owner);
    QVERIFY(m_fixture->language.waitUntilInside(1));
    m_fixture->api().stop();
    QCOMPARE(readAnswer(client).status, 503);
    m_fixture->api().stop();
    QCOMPARE(m_fixture->post("/api/v1/personas/me/chat", R"({"message":"x"})", owner).status, 503);
}

void TestApiLoads::overload()
{
    const ApiAnswer refused = m_fixture->post("/api/v1/auth/local", R"({"email":"a@b.c"})");
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.header("retry-after"), QByteArray("1"));
    QCOMPARE(m_fixture->post("/api/v1/surveys", "{}", m_fixture->tokenOf(Role::Owner)).status, 503);
    QCOMPARE(
        m_fixture->respond(QStringLiteral("01890000-0000-7000-8000-000000000000"), "x", R"({"answers":{"q1":"x"}})")
            .status,
        503);
    // The owner's page makes the persona, by a command, when it is opened first.
    const QByteArray session = "Cookie: remirai_session=" + m_fixture->tokenFor(m_store->newOwner(0)) + "\r\n";
    for (const char *page : {"/me", "/me/live"}) {
        const ApiAnswer later = m_fixture->call({"GET", page, {}, {}, session});
        QCOMPARE(later.status, 503);
        QCOMPARE(later.header("retry-after"), QByteArray("1"));
    }
    const ApiAnswer readiness = m_fixture->get("/readyz");
    QCOMPARE(readiness.status, 503);
    QCOMPARE(readiness.text("status"), QStringLiteral("not_ready"));
    QVERIFY(readiness.raw.body.contains("reason"));
    QCOMPARE(m_fixture->get("/healthz").status, 200);
}

void TestApiLoads::readiness()
{
    QCOMPARE(m_fixture->get("/readyz").text("status"), QStringLiteral("ready"));
    m_fixture->store.environment().advanceMs(3'600'000);
    // The monitor looks once a second, so this is true for a moment at most.
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->get("/readyz").status, 200, 5'000);
}

// Strangers may ask: they see which check failed, the log says why.
void TestApiLoads::readinessKeepsTheInsides()
{
    const Status broken =
        m_store->write([](Transaction &tx) { return tx.database().execute(u"ALTER TABLE events RENAME TO lost"_s); });
    QVERIFY(broken.ok());
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"^request quote-me failed: .*no such table: events"_s));
    const ApiAnswer readiness = m_fixture->call({"GET", "/readyz", {}, {}, kQuoteMe});
    QCOMPARE(readiness.status, 503);
    const QJsonArray checks = readiness.json.value(u"checks"_s).toArray();
    for (const QJsonValue &check : checks)
        QCOMPARE(check[u"ok"_s].toBool(), check[u"name"_s] != u"database"_s);
    QVERIFY2(readiness.raw.body.contains("quote-me"), readiness.raw.body.constData());
    QVERIFY2(!readiness.raw.body.contains("events"), readiness.raw.body.constData());
}

// It passes, so clients are told to try again, but not in the database's words.
void TestApiLoads::aLostTransactionKeepsItsCause()
{
    const QString survey = m_fixture->newSurvey(m_fixture->signIn("ada@example.org"));
    QVERIFY(m_store->write([](Transaction &tx) { return tx.database().execute(u"PRAGMA max_page_count = 1"_s); }).ok());
    QTest::ignoreMessage(QtCriticalMsg,
                         QRegularExpression(u"^a transaction was lost: INSERT INTO responses .* full"_s));
    const QByteArray answers = R"({"answers":{"q1":")" + QByteArray(900, 'x') + R"("}})";
    ApiAnswer answer;
    for (int i = 0; i < 10 && answer.status != 503; ++i)
        answer = m_fixture->respond(survey, "friend " + QByteArray::number(i), answers);
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.text("detail"), u"nothing was saved; try again"_s);
}

void TestApiLoads::metrics()
{
    static const QRegularExpression line(
        QStringLiteral(R"(^(# (HELP|TYPE) [a-z_:0-9]+ .+|[a-z_:0-9]+(\{([a-z_]+="[^"]*",?)*\})? [-+0-9.eInfa]+)$)"));
    const auto text = [&] { return QString::fromUtf8(m_fixture->get("/metrics").raw.body); };
    const QStringList lines = text().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &each : lines)
        QVERIFY2(line.match(each).hasMatch(), qPrintable(each));
    for (const char *name : {"remirai_queue_depth{queue=\"persona-generation-queue\"}",
                             "remirai_personas{status=", "remirai_sagas{state=", "remirai_stale_results_total",
                             "remirai_workers", "remirai_writer_commits_total", "remirai_http_connections_open"})
        QVERIFY2(text().contains(QLatin1String(name)), name);

    const auto count = [&] {
        static const QRegularExpression series(
            QStringLiteral(R"re(remirai_http_requests_total\{method="GET",route="/healthz",status="2xx"\} (\d+))re"));
        return series.match(text()).captured(1).toInt();
    };
    const int before = count();
    for (int i = 0; i < 3; ++i)
        m_fixture->get("/healthz");
    QCOMPARE(count(), before + 3);
    const QByteArray token = m_fixture->signIn("a@b.org");
    m_fixture->respond(m_fixture->newSurvey(token), "bob", R"({"answers":{"q1":"x"}})");
    QTRY_VERIFY_WITH_TIMEOUT(text().contains(QLatin1String("remirai_responses_accepted_total 1")), 5'000);
}

QTEST_GUILESS_MAIN(TestApiLoads)
#include "tst_apiloads.moc"
