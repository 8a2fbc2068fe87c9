// SPDX-License-Identifier: GPL-3.0-or-later
// What responses cost in statements, as SQLite itself counts them.
#include "tests/api/apifixture.h"

#include <QSemaphore>
#include <algorithm>
#include <sqlite3.h>

using namespace remirai;

namespace {

constexpr int kPatienceMs = 10'000;

// The statements of all connections that are opened while it lives, in the order of their beginnings.
class Trace
{
public:
    Trace() { ::sqlite3_auto_extension(reinterpret_cast<void (*)()>(&Trace::attach)); }
    ~Trace() { ::sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&Trace::attach)); }
    Q_DISABLE_COPY_MOVE(Trace)

    void clear()
    {
        const std::lock_guard lock(s_mutex);
        s_texts.clear();
    }
    qsizetype count(const char *beginning)
    {
        const std::lock_guard lock(s_mutex);
        return std::count_if(s_texts.begin(), s_texts.end(),
                             [&](const QByteArray &text) { return text.startsWith(beginning); });
    }

private:
    static int attach(sqlite3 *database, char **, const sqlite3_api_routines *)
    {
        return ::sqlite3_trace_v2(database, SQLITE_TRACE_STMT, &Trace::note, nullptr);
    }
    static int note(unsigned, void *, void *, void *text)
    {
        const std::lock_guard lock(s_mutex);
        s_texts.emplace_back(static_cast<const char *>(text));
        return 0;
    }

    static inline std::mutex s_mutex; // connections outlive a trace
    static inline std::vector<QByteArray> s_texts;
};

} // namespace

class TestStatements : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aSurveyIsLookedUpOnceATransaction();
    void aResponseTakesNoSavepoint();

private:
    Backends m_backends;
    Trace m_trace;
    DatabaseUrl m_url;
    std::unique_ptr<Store> m_store;
};

void TestStatements::init()
{
    m_url = m_backends.create(QStringLiteral("sqlite")).value();
    m_store = Store::open(m_url).value();
}

void TestStatements::cleanup()
{
    m_store.reset();
}

void TestStatements::aSurveyIsLookedUpOnceATransaction()
{
    const UserId owner = m_store->newOwner(0);
    const SurveyId one = surveysOf(m_store->reader(), owner, 1).value().front().id;
    const SurveyId two = m_store->write([&](Transaction &tx) { return createSurvey(tx, owner, 1); }).value().id;
    QSemaphore entered;
    QSemaphore open;
    QSemaphore saved;
    WriterOptions options;
    options.url = m_url;
    options.maxBatchMs = 60'000; // by count alone, however slow the machine is
    Writer writer(options, m_store->environment());
    QVERIFY(writer.start().ok());
    const auto onceSaved = [&](Status &&status) { saved.release(status ? 1 : 0); };
    writer.post(
        [&](Transaction &) -> Status {
            entered.release();
            (void)open.tryAcquire(1, kPatienceMs);
            return {};
        },
        onceSaved); // holds the writer, so that the others share a transaction
    QVERIFY(entered.tryAcquire(1, kPatienceMs));
    for (const SurveyId survey : {one, two, one, two, one}) {
        const int friendNumber = static_cast<int>(m_store->environment().random64() >> 40);
        writer.postOneOf(kResponses, {survey, friendNumber, R"({"q1":"x"})"}, onceSaved);
    }
    m_trace.clear();
    open.release();
    QVERIFY(saved.tryAcquire(6, kPatienceMs));
    QCOMPARE(m_trace.count("INSERT INTO responses"), 5);
    QCOMPARE(m_trace.count("BEGIN"), 1); // the first one's had begun
    QCOMPARE(m_trace.count("SELECT seq FROM surveys"), 2);
}

void TestStatements::aResponseTakesNoSavepoint()
{
    ApiFixture fixture(*m_store, m_url);
    const QString survey = fixture.newSurvey(fixture.signIn("ada@example.org"));
    QVERIFY(m_trace.count("SAVEPOINT") > 0); // whoever may fail in the middle takes one
    m_trace.clear();
    const QByteArray answers = R"({"answers":{"q1":"x"}})";
    QCOMPARE(fixture.respond(survey, "bob", answers).status, 201);
    QCOMPARE(fixture.respond(survey, "bob", answers).status, 409);
    const ApiAnswer page = fixture.call({"POST",
                                         "/s/" + survey.toLatin1(),
                                         "q1=x",
                                         {},
                                         "Origin: http://test\r\nUser-Agent: cy\r\n",
                                         "application/x-www-form-urlencoded"});
    QCOMPARE(page.status, 200);
    QCOMPARE(m_trace.count("INSERT INTO responses"), 3);
    QCOMPARE(m_trace.count("SAVEPOINT"), 0);
}

QTEST_GUILESS_MAIN(TestStatements)
#include "tst_statements.moc"
