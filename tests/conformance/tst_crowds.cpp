// SPDX-License-Identifier: GPL-3.0-or-later
// Commands that come in crowds run together on PostgreSQL, one by one on SQLite, and end the same way.
#include "core/services/surveys.h"
#include "tests/conformance/store.h"

#include <QSemaphore>
#include <set>
#include <thread>

using namespace remirai;

namespace {

constexpr int kPatienceMs = 10'000;
constexpr Statement kInsert{"INSERT INTO counters (name, value) VALUES (?, 1)"};

int together = 0; // the writer's thread counts; the test reads when it has stopped
int alone = 0;

// Null is refused by the database itself.
Status insert(Transaction &tx, const QString &name)
{
    const auto inserted = tx.database().run(kInsert, {name.isNull() ? Bind(nullptr) : Bind(name)});
    return inserted ? Status() : Status(inserted.error());
}

Status insertAlone(Transaction &tx, const QString &name)
{
    ++alone;
    return insert(tx, name);
}

Result<std::vector<Status>> insertTogether(Transaction &tx, std::span<const QString *const> names)
{
    ++together;
    for (const QString *name : names) {
        if (const Status inserted = insert(tx, *name); !inserted)
            return inserted.error();
    }
    return std::vector<Status>(names.size());
}

constexpr Crowd<QString> kInserts{insertAlone, insertTogether};

Result<std::vector<Status>> findADeadlock(Transaction &tx, std::span<const QString *const> names)
{
    if (const auto inserted = insertTogether(tx, names); !inserted)
        return inserted.error();
    return Error{ErrorCode::Unavailable, QStringLiteral("deadlock detected"), {}};
}

constexpr Crowd<QString> kDeadlocks{insertAlone, findADeadlock};

} // namespace

class TestCrowds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void run_data();
    void run();
    void noneIsToBlame_data() { addPostgres(); }
    void noneIsToBlame();
    void manyResponses_data() { addPostgres(); }
    void manyResponses();
    void everyTextFitsInAnArray_data() { addPostgres(); }
    void everyTextFitsInAnArray();
    void whoAwaitsTheDisk_data();
    void whoAwaitsTheDisk();

private:
    static void addPostgres()
    {
        QTest::addColumn<QString>("backend");
        QTest::newRow("postgres") << QStringLiteral("postgres");
    }
    // Posts what `post` does to a writer that is held meanwhile, so that it all waits together.
    template <typename Post> void postTogether(const DatabaseUrl &url, Environment &environment, Post &&post);

    Backends m_backends;
};

template <typename Post> void TestCrowds::postTogether(const DatabaseUrl &url, Environment &environment, Post &&post)
{
    QSemaphore entered;
    QSemaphore open;
    WriterOptions options;
    options.url = url;
    Writer writer(options, environment);
    QVERIFY(writer.start().ok());
    writer.post(
        [&](Transaction &) -> Status {
            entered.release();
            (void)open.tryAcquire(1, kPatienceMs);
            return {};
        },
        [](Status &&) {});
    QVERIFY(entered.tryAcquire(1, kPatienceMs));
    post(writer);
    open.release();
    writer.stop(); // when all is done
}

void TestCrowds::run_data()
{
    QTest::addColumn<QString>("backend");
    QTest::addColumn<int>("bad");
    for (const char *backend : {"sqlite", "postgres"}) {
        QTest::addRow("%s, all are good", backend) << QString::fromLatin1(backend) << -1;
        QTest::addRow("%s, one fails", backend) << QString::fromLatin1(backend) << 13;
    }
}

// One that fails must not fail the others, and what was written before it must not be there twice.
void TestCrowds::run()
{
    QFETCH(const int, bad);
    REMIRAI_OPEN_STORE(store);
    together = alone = 0;
    std::set<int> saved;
    postTogether(*backendUrl, store.environment(), [&](Writer &writer) {
        for (int i = 0; i < 20; ++i) {
            const QString name = i == bad ? QString() : QStringLiteral("n%1").arg(i);
            writer.postOneOf(kInserts, name, [&saved, i](Status &&status) {
                if (status)
                    saved.insert(i);
            });
        }
    });
    const auto counters = loadCounters(store.reader()).value();
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(saved.contains(i), i != bad);
        QCOMPARE(counters.contains("n" + std::to_string(i)), i != bad);
    }
    const bool postgres = store.reader().backend() == Backend::Postgres;
    QCOMPARE(together, postgres ? 1 : 0);
    QCOMPARE(alone, postgres && bad < 0 ? 0 : 20);
}

// One by one each would meet the same deadlock again, and wait for it.
void TestCrowds::noneIsToBlame()
{
    REMIRAI_OPEN_STORE(store);
    together = alone = 0;
    int refused = 0;
    postTogether(*backendUrl, store.environment(), [&](Writer &writer) {
        for (const char *name : {"a", "b"})
            writer.postOneOf(kDeadlocks, QString::fromLatin1(name), [&refused](Status &&status) {
                refused += !status && status.error().code == ErrorCode::Unavailable ? 1 : 0;
            });
    });
    QCOMPARE(refused, 2);
    QCOMPARE(together, 1);
    QCOMPARE(alone, 0);
    QVERIFY(!loadCounters(store.reader()).value().contains("a"));
}

// In one group: two surveys, one that is closed, one that is not there, and friends who answer twice.
void TestCrowds::manyResponses()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(1); // friend 1 has answered
    const SurveyId one = surveysOf(store.reader(), owner, 1).value().front().id;
    const SurveyId two = store.write([&](Transaction &tx) { return createSurvey(tx, owner, 1); }).value().id;
    const SurveyId closed = store.write([&](Transaction &tx) { return createSurvey(tx, owner, 1); }).value().id;
    QVERIFY(store.write([&](Transaction &tx) { return closeSurveyOf(tx, closed, owner); }).ok());
    const QByteArray answers = R"({"q1":"x"})";
    const std::vector<ResponseDraft> drafts{{two, 1, answers},        {one, 1, answers}, {SurveyId{}, 1, answers},
                                            {one, 2, answers},        {one, 2, answers}, {closed, 1, answers},
                                            {two, INT64_MIN, answers}};
    const auto submit = [&](size_t first, size_t count) {
        return store.write([&](Transaction &tx) {
            std::vector<const ResponseDraft *> some;
            for (size_t i = first; i < first + count; ++i)
                some.push_back(&drafts[i]);
            return submitResponses(tx, some);
        });
    };
    const auto outcomes = submit(0, drafts.size());
    QVERIFY2(outcomes.ok(), outcomes ? "" : qPrintable(outcomes.error().message));
    std::map<size_t, ErrorCode> refused;
    for (size_t i = 0; i < outcomes->size(); ++i) {
        if (!(*outcomes)[i])
            refused.emplace(i, (*outcomes)[i].error().code);
    }
    QVERIFY((refused
             == std::map<size_t, ErrorCode>{
                 {1, ErrorCode::Conflict}, {2, ErrorCode::NotFound}, {4, ErrorCode::Conflict}, {5, ErrorCode::Gone}}));
    QCOMPARE(findSurvey(store.reader(), one).value()->responseCount, 2);
    QCOMPARE(findSurvey(store.reader(), two).value()->responseCount, 2);
    QCOMPARE(sampleResponses(store.reader(), two, 10).value().size(), size_t(2));
    const auto none = submit(2, 1); // nobody left to save
    QVERIFY(none.ok() && none->front().error().code == ErrorCode::NotFound);
}

void TestCrowds::everyTextFitsInAnArray()
{
    REMIRAI_OPEN_STORE(store);
    const SurveyId survey = surveysOf(store.reader(), store.newOwner(0), 1).value().front().id;
    const std::vector<QByteArray> texts{
        "\"quoted\", a \\ and {braces}", "NULL", "", "two\nlines\tand ' one", "ü 漢 😀", "\\\"", " blanks "};
    const auto areNew = store.write([&](Transaction &tx) -> Result<std::vector<bool>> {
        const qint64 seq = lockOpenSurvey(tx, survey).value().value();
        std::vector<NewResponse> responses;
        for (const QByteArray &text : texts)
            responses.push_back({seq, static_cast<qint64>(responses.size()), text});
        return insertResponses(tx, responses);
    });
    QVERIFY2(areNew.ok(), areNew ? "" : qPrintable(areNew.error().message));
    QCOMPARE(areNew.value(), std::vector<bool>(texts.size(), true));
    const auto kept = store.reader().all({"SELECT answers FROM responses ORDER BY fingerprint"}, {},
                                         [](const Row &row) { return row.utf8(0); });
    QCOMPARE(kept.value(), texts);
}

void TestCrowds::whoAwaitsTheDisk_data()
{
    QTest::addColumn<bool>("ofACrowd");
    QTest::addColumn<bool>("another");
    QTest::addColumn<bool>("theWriter");
    QTest::newRow("a crowd") << true << false << true;
    QTest::newRow("another command") << false << true << false;
    QTest::newRow("both") << true << true << false;
}

// The first command holds the disk, so that those after it share a transaction.
void TestCrowds::whoAwaitsTheDisk()
{
    QFETCH(const bool, ofACrowd);
    QFETCH(const bool, another);
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url).value();
    QSemaphore syncs;
    QSemaphore allowed;
    QSemaphore ran;
    QSemaphore answered;
    std::thread::id writes;
    std::thread::id syncedLast;
    int answeredBefore = -1;
    WriterOptions options;
    options.url = *url;
    options.beforeSync = [&]() -> Status {
        syncedLast = std::this_thread::get_id();
        answeredBefore = answered.available();
        syncs.release();
        (void)allowed.tryAcquire(1, kPatienceMs);
        return {};
    };
    Writer writer(options, store->environment());
    QVERIFY(writer.start().ok());
    const auto done = [&](Status &&status) { answered.release(status ? 1 : 1'000); };
    writer.post(
        [&](Transaction &tx) {
            writes = std::this_thread::get_id();
            return insert(tx, QStringLiteral("first"));
        },
        [](Status &&) {});
    QVERIFY(syncs.tryAcquire(1, kPatienceMs));
    if (ofACrowd)
        writer.postOneOf(kInserts, QStringLiteral("of a crowd"), done);
    if (another) {
        writer.post(
            [&ran](Transaction &tx) {
                ran.release();
                return insert(tx, QStringLiteral("another"));
            },
            done);
        QVERIFY(ran.tryAcquire(1, kPatienceMs));
    }
    allowed.release(2);
    const int expected = int(ofACrowd) + int(another);
    QVERIFY(answered.tryAcquire(expected, kPatienceMs));
    writer.stop();
    QTEST(syncedLast == writes, "theWriter");
    QCOMPARE(writer.stats().commits, 2);
    QCOMPARE(answeredBefore, 0);
    QCOMPARE(loadCounters(store->reader()).value().size(), size_t(1 + expected));
}

QTEST_GUILESS_MAIN(TestCrowds)
#include "tst_crowds.moc"
