// SPDX-License-Identifier: GPL-3.0-or-later
// The server is killed (SIGKILL) twenty times at random moments under load. Nothing that it accepted may be lost, and
// nothing may happen twice.
#include "core/storage/database.h"
#include "tests/e2e/serverprocess.h"
#include "tests/e2e/simpleclient.h"
#include "tests/support/testenvironment.h"

#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

using namespace remirai;

namespace {

constexpr int kKills = 20;
constexpr int kOwners = 6; // threads of load

// What the server has promised by a 2xx.
struct Promises
{
    std::mutex mutex;
    std::map<QByteArray, int> responses; // accepted, by survey
    std::map<QByteArray, int> attempts; // sent, whatever came back
    std::map<QByteArray, bool> personas; // by owner's e-mail: the saga has begun
    std::atomic<qint64> total{0};
};

// One owner after the other: sign in, make a survey, have it answered, ask for the persona.
class Load
{
public:
    Load(quint16 port, int number, Promises &promises)
        : m_client(port)
        , m_number(number)
        , m_promises(promises)
    { }

    void run(const std::stop_token &stop)
    {
        for (int round = 0; !stop.stop_requested(); ++round)
            oneOwner(stop, "owner" + QByteArray::number(m_number) + '.' + QByteArray::number(round) + "@example.org");
    }

private:
    // Again until there is an answer; a repetition may meet what the first try did before the server died.
    std::optional<HttpAnswer> insist(const std::stop_token &stop, const QByteArray &method, const QByteArray &target,
                                     const QByteArray &body = {})
    {
        while (!stop.stop_requested()) {
            auto answer = m_client.send(method, target, body);
            if (answer && answer->status != 503)
                return answer;
        }
        return std::nullopt;
    }

    void oneOwner(const std::stop_token &stop, const QByteArray &email)
    {
        m_client.token.clear();
        const auto account = insist(stop, "POST", "/api/v1/auth/local", "{\"email\":\"" + email + "\"}");
        if (!account)
            return;
        m_client.token = account->json()[u"token"].toString().toLatin1();
        const auto made = insist(stop, "POST", "/api/v1/surveys", "{}");
        if (!made || made->status != 201)
            return;
        const QByteArray survey = made->json()[u"survey_id"].toString().toLatin1();
        for (int friendNumber = 0; friendNumber < 4; ++friendNumber)
            answerAs(stop, survey, friendNumber);
        const auto persona = insist(stop, "GET", "/api/v1/personas/me");
        if (persona && persona->status == 200 && persona->json()[u"status"].toString() != QLatin1String("pending")) {
            const std::lock_guard guard(m_promises.mutex);
            m_promises.personas[email] = true;
            ++m_promises.total;
        }
    }

    void answerAs(const std::stop_token &stop, const QByteArray &survey, int friendNumber)
    {
        m_client.userAgent = "friend " + QByteArray::number(friendNumber);
        {
            const std::lock_guard guard(m_promises.mutex);
            ++m_promises.attempts[survey];
        }
        const auto answer = insist(stop, "POST", "/api/v1/surveys/" + survey + "/responses",
                                   R"({"answers":{"q1":"very dry","q2":"Calm"}})");
        // 409: a try whose answer was lost had been accepted.
        if (answer && (answer->status == 201 || answer->status == 409)) {
            const std::lock_guard guard(m_promises.mutex);
            ++m_promises.responses[survey];
            ++m_promises.total;
        }
    }

    SimpleClient m_client;
    const int m_number;
    Promises &m_promises;
};

qint64 number(Database &database, const Statement &statement, Binds binds = {})
{
    const auto row = database.first(statement, binds, [](const Row &r) { return r.integer(0); });
    if (!row)
        qFatal("%s", qPrintable(row.error().message));
    return row->value_or(-1);
}

} // namespace

class TestKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostOrDoubled();
    void leasesOfTheKilledEndAtOnce();

private:
    static void checkResponses(Database &database, Promises &promises);
    static void checkSagas(Database &database, Promises &promises);
    static void checkTotals(Database &database);
};

void TestKill::nothingIsLostOrDoubled()
{
    TestEnvironment random; // prints its seed
    const QTemporaryDir folder;
    // Short leases: what a killed server had out comes back within the test's patience.
    ServerProcess server(folder.path(),
                         "[queue]\nvisibility_timeout = \"5s\"\n[llm]\ntimeout = \"4s\"\n[image]\ntimeout = \"4s\"\n"
                         "[local]\nlatency = \"3ms\"\nfailure_rate = 0.02\n");
    QVERIFY2(server.start(), qPrintable(server.log()));
    Promises promises;
    std::vector<std::jthread> owners;
    for (int i = 0; i < kOwners; ++i)
        owners.emplace_back([&, i](const std::stop_token &stop) { Load(server.port(), i, promises).run(stop); });
    for (int kill = 0; kill < kKills; ++kill) {
        const qint64 until = promises.total + 1 + static_cast<qint64>(random.random64() % 200);
        QTRY_VERIFY_WITH_TIMEOUT(promises.total >= until, 30'000);
        server.kill();
        QVERIFY2(server.start(), qPrintable(server.log()));
    }
    for (auto &owner : owners)
        owner.request_stop();
    owners.clear();

    const auto url = parseDatabaseUrl(QStringLiteral("sqlite:remirai.db"), folder.path()).value();
    const auto database = Database::open(url, Access::ReadOnly).value();
    static constexpr Statement kUnfinished{"SELECT count(*) FROM sagas WHERE state = 'running'"};
    QTRY_COMPARE_WITH_TIMEOUT(number(*database, kUnfinished), 0, 120'000);
    QVERIFY2(server.terminate() == 0, qPrintable(server.log()));
    checkResponses(*database, promises);
    checkSagas(*database, promises);
    checkTotals(*database);
    qInfo("%lld promises kept over %d kills", static_cast<long long>(promises.total), kKills);
}

void TestKill::checkResponses(Database &database, Promises &promises)
{
    static constexpr Statement kRows{
        "SELECT count(*) FROM responses WHERE survey_seq = (SELECT seq FROM surveys WHERE id = ?)"};
    static constexpr Statement kCount{"SELECT response_count FROM surveys WHERE id = ?"};
    for (const auto &[survey, accepted] : promises.responses) {
        const QByteArray id = SurveyId::fromString(survey).value().toBytes();
        const qint64 rows = number(database, kRows, {id});
        QVERIFY2(rows >= accepted, survey.constData());
        QVERIFY2(rows <= promises.attempts[survey], survey.constData());
        QCOMPARE(number(database, kCount, {id}), rows);
    }
}

void TestKill::checkSagas(Database &database, Promises &promises)
{
    static constexpr Statement kSagas{
        "SELECT count(*) FROM sagas WHERE owner_id = (SELECT id FROM users WHERE email = ?)"};
    for (const auto &[email, begun] : promises.personas)
        QCOMPARE(number(database, kSagas, {QString::fromLatin1(email)}), 1);
    static constexpr Statement kHalf{"SELECT count(*) FROM sagas WHERE state = 'completed' AND 2 <> "
                                     "(SELECT count(*) FROM saga_steps WHERE saga_id = sagas.id)"};
    QCOMPARE(number(database, kHalf), 0);
    static constexpr Statement kNotReady{"SELECT count(*) FROM personas JOIN sagas ON persona_id = personas.id "
                                         "WHERE state = 'completed' AND (status <> 'ready' OR illustration = '')"};
    QCOMPARE(number(database, kNotReady), 0);
    static constexpr Statement kLive{"SELECT count(*) FROM messages JOIN queues ON queue_id = queues.id "
                                     "WHERE name NOT LIKE '%-dlq'"};
    QCOMPARE(number(database, kLive), 0);
    static constexpr Statement kDead{"SELECT count(*) FROM messages"};
    static constexpr Statement kFailed{"SELECT count(*) FROM sagas WHERE state = 'failed'"};
    QCOMPARE(number(database, kDead), number(database, kFailed));
}

void TestKill::checkTotals(Database &database)
{
    static constexpr Statement kReady{"SELECT count(*) FROM personas WHERE status = 'ready'"};
    static constexpr Statement kReadyTotal{"SELECT value FROM counters WHERE name = 'personas.ready'"};
    QCOMPARE(number(database, kReadyTotal), number(database, kReady));
    static constexpr Statement kResponses{"SELECT count(*) FROM responses"};
    static constexpr Statement kResponsesTotal{"SELECT value FROM counters WHERE name = 'responses.accepted'"};
    QCOMPARE(number(database, kResponsesTotal), number(database, kResponses));
    static constexpr Statement kDrift{
        "SELECT count(*) FROM queues WHERE (SELECT count(*) FROM messages WHERE queue_id = queues.id) <> "
        "coalesce((SELECT value FROM counters WHERE name = 'queue.' || queues.id || '.sent'), 0) - "
        "coalesce((SELECT value FROM counters WHERE name = 'queue.' || queues.id || '.gone'), 0)"};
    QCOMPARE(number(database, kDrift), 0);
}

// The model takes far longer than the test: only a lease that ended early lets the step be claimed a second time.
void TestKill::leasesOfTheKilledEndAtOnce()
{
    const QTemporaryDir folder;
    ServerProcess server(folder.path(), "[local]\nlatency = \"50s\"\n");
    QVERIFY2(server.start(), qPrintable(server.log()));
    SimpleClient client(server.port());
    const auto account = client.send("POST", "/api/v1/auth/local", R"({"email":"ada@example.org"})");
    QVERIFY(account && account->status == 200);
    client.token = account->json()[u"token"].toString().toLatin1();
    const auto made = client.send("POST", "/api/v1/surveys", "{}");
    QVERIFY(made && made->status == 201);
    const QByteArray survey = made->json()[u"survey_id"].toString().toLatin1();
    for (const char *name : {"one", "two", "three"}) {
        client.userAgent = name;
        const auto answer =
            client.send("POST", "/api/v1/surveys/" + survey + "/responses", R"({"answers":{"q2":"Calm"}})");
        QVERIFY(answer && answer->status == 201);
    }
    QVERIFY(client.send("GET", "/api/v1/personas/me"));

    const auto url = parseDatabaseUrl(QStringLiteral("sqlite:remirai.db"), folder.path()).value();
    const auto database = Database::open(url, Access::ReadOnly).value();
    static constexpr Statement kReceived{"SELECT coalesce(max(receive_count), 0) FROM messages"};
    QTRY_COMPARE_WITH_TIMEOUT(number(*database, kReceived), 1, 30'000);
    server.kill();
    QVERIFY2(server.start(), qPrintable(server.log()));
    QTRY_COMPARE_WITH_TIMEOUT(number(*database, kReceived), 2, 30'000);
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
