// SPDX-License-Identifier: GPL-3.0-or-later
// The group-commit writer: batching, isolation of commands, injected faults, refusal when full, and stopping.
#include "core/storage/eventstore.h"
#include "core/storage/userstore.h"
#include "tests/conformance/store.h"

#include <QSemaphore>
#include <mutex>

using namespace remirai;

class TestWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsShareACommit_data() { Store::addBackendRows(); }
    void commandsShareACommit();
    void faultBeforeCommitSavesNothing_data() { Store::addBackendRows(); }
    void faultBeforeCommitSavesNothing();
    void faultAfterCommitSavesOnce_data() { Store::addBackendRows(); }
    void faultAfterCommitSavesOnce();
    void responsesOfOneCommit_data() { Store::addBackendRows(); }
    void responsesOfOneCommit();
    void sagaSurvivesFaultsAtEveryCommit_data() { Store::addBackendRows(); }
    void sagaSurvivesFaultsAtEveryCommit();
    void aStatementMayEndTheTransaction();
    void answersOnceTheDiskHasIt();
    void survivesALostConnection();
    void refusesWhenFull();
    void stopAnswersEverything();

private:
    Backends m_backends;
};

namespace {

constexpr int kPatienceMs = 10'000;

Status note(Transaction &tx, int number)
{
    tx.record("test.noted", QString::number(number));
    return {};
}

size_t notes(Store &store)
{
    size_t count = 0;
    const std::vector<StoredEvent> events = eventsAfter(store.reader(), 0, 100'000).value();
    for (const StoredEvent &event : events)
        count += static_cast<size_t>(event.kind == QLatin1String("test.noted"));
    return count;
}

} // namespace

void TestWriter::commandsShareACommit()
{
    REMIRAI_OPEN_STORE(store);
    WriterOptions options;
    options.url = *backendUrl;
    options.maxBatchMs = 60'000; // by count alone, however slow the machine is
    Writer writer(options, store.environment());
    QVERIFY(writer.start().ok());
    std::promise<void> open;
    auto gate = open.get_future().share();
    std::atomic<int> good{0};
    std::atomic<int> bad{0};
    const auto tally = [&](Status &&status) { ++(status ? good : bad); };
    writer.post(
        [gate](Transaction &) -> Status {
            gate.wait();
            return {};
        },
        tally); // holds the writer meanwhile
    for (int i = 0; i < 100; ++i) {
        writer.post(
            [i](Transaction &tx) -> Status {
                (void)note(tx, i);
                return i % 10 == 0 ? Status(Error{ErrorCode::Conflict, QStringLiteral("no"), {}}) : Status();
            },
            tally);
    }
    open.set_value();
    QTRY_COMPARE(good + bad, 101);
    QCOMPARE(bad.load(), 10);
    QCOMPARE(notes(store), size_t(90)); // a failed command's notes go with it, its neighbours' stay
    QVERIFY(writer.stats().commits <= 2);
}

void TestWriter::faultBeforeCommitSavesNothing()
{
    std::atomic<bool> armed{false};
    REMIRAI_OPEN_STORE(store, [&] { return armed.exchange(false) ? CommitFault::BeforeCommit : CommitFault::None; });
    armed = true;
    const Status lost = store.write([](Transaction &tx) { return note(tx, 1); });
    QVERIFY(lost.error().code == ErrorCode::Unavailable);
    QCOMPARE(notes(store), size_t(0));
    QVERIFY(store.write([](Transaction &tx) { return note(tx, 2); }).ok());
    QCOMPARE(notes(store), size_t(1));
}

void TestWriter::faultAfterCommitSavesOnce()
{
    std::atomic<bool> armed{false};
    REMIRAI_OPEN_STORE(store, [&] { return armed.exchange(false) ? CommitFault::AfterCommit : CommitFault::None; });
    armed = true;
    QVERIFY(store.write([](Transaction &tx) { return note(tx, 1); }).ok()); // found durable by its nonce
    QCOMPARE(notes(store), size_t(1));
}

// A commit is lost or ambiguous now and then; whoever asked asks again, as the dispatcher does. The journey must end
// well and nothing may happen twice.
void TestWriter::sagaSurvivesFaultsAtEveryCommit()
{
    std::atomic<quint64> commits{0};
    REMIRAI_OPEN_STORE(store, [&] {
        switch (commits++ % 3) {
        case 0:
            return CommitFault::BeforeCommit;
        case 1:
            return CommitFault::AfterCommit;
        }
        return CommitFault::None;
    });
    const auto untilSaved = [&](auto work) {
        for (;;) {
            auto result = store.write(work);
            if (result || result.error().code != ErrorCode::Unavailable)
                return result;
        }
    };
    const User user = untilSaved([](Transaction &tx) {
                          return findOrCreateUser(tx, QStringLiteral("a@example.org"), QStringLiteral("A"));
                      }).value();
    const auto survey = untilSaved([&](Transaction &tx) { return createSurvey(tx, user.id, 1); }).value();
    for (int friendNumber = 1; friendNumber <= 3; ++friendNumber)
        QVERIFY(untilSaved([&](Transaction &tx) {
                    return submitResponse(tx, {survey.id, friendNumber, R"({"q1":"x"})"});
                }).ok());
    QVERIFY(untilSaved([&](Transaction &tx) { return advancePersona(tx, store.setup(), user.id, 3); }).ok());
    for (const StepName step : {StepName::Synthesis, StepName::Illustration}) {
        const auto jobs =
            untilSaved([&](Transaction &tx) { return claimJobs(tx, store.setup(), step, 5, {}); }).value();
        QCOMPARE(jobs.size(), size_t(1));
        const Settlement settlement{jobs[0].receipt,
                                    jobs[0].message.sagaId,
                                    step,
                                    {AttemptOutcome::Succeeded, QStringLiteral("You are."), {}, 0},
                                    "png"};
        QVERIFY(untilSaved([&](Transaction &tx) { return settle(tx, store.setup(), settlement); }).value()
                == Settled::Applied);
    }
    QCOMPARE(toString(store.persona(user.id).persona.status), QStringLiteral("ready"));
    QCOMPARE(store.persona(user.id).responseCount, 3);
    QCOMPARE(store.counts(store.setup().illustration).sentTotal, 1);
}

// Responses are counted once a commit and need no savepoint, and their survey is looked up once; one that is refused
// among them must leave no trace.
void TestWriter::responsesOfOneCommit()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(0);
    const Survey survey = surveysOf(store.reader(), owner, 1).value().front();
    const Survey other = store.write([&](Transaction &tx) { return createSurvey(tx, owner, 1); }).value();
    const qint64 commitsBefore = store.writer().stats().commits;
    std::promise<void> open;
    auto gate = open.get_future().share();
    store.writer().post(
        [gate](Transaction &) -> Status {
            gate.wait();
            return {};
        },
        [](Status &&) {});
    std::mutex mutex; // where the machine is slow, two transactions are answered by two threads
    std::map<int, ErrorCode> refused;
    QSemaphore answered;
    const auto post = [&](SurveyId id, int friendNumber, int key) {
        store.writer().postOneOf(kResponses, {id, friendNumber, R"({"q1":"x"})"}, [&, key](Status &&status) {
            if (!status) {
                const std::lock_guard guard(mutex);
                refused.emplace(key, status.error().code);
            }
            answered.release();
        });
    };
    post(survey.id, 1, 1);
    post(survey.id, 1, 2); // the same friend again
    post(other.id, 1, 3);
    store.writer().post([&](Transaction &tx) { return closeSurveyOf(tx, other.id, owner); }, [](Status &&) {});
    post(other.id, 2, 6); // closed meanwhile
    post(SurveyId{}, 1, 4); // no such survey
    post(survey.id, 2, 5);
    open.set_value();
    QVERIFY(store.write([](Transaction &tx) { return note(tx, 1); })); // behind them all
    QVERIFY(answered.tryAcquire(6, kPatienceMs));
    QVERIFY((refused
             == std::map<int, ErrorCode>{{2, ErrorCode::Conflict}, {4, ErrorCode::NotFound}, {6, ErrorCode::Gone}}));
    QVERIFY(store.writer().stats().commits - commitsBefore <= 3);
    QCOMPARE(findSurvey(store.reader(), survey.id).value()->responseCount, 2);
    QCOMPARE(findSurvey(store.reader(), other.id).value()->responseCount, 1);
    QCOMPARE(sampleResponses(store.reader(), survey.id, 10).value().size(), size_t(2));
    QCOMPARE(loadCounters(store.reader()).value().at("responses.accepted"), 3);
}

// A database that is full gives up the transaction, not the statement alone: then nobody in it may be told "saved".
void TestWriter::aStatementMayEndTheTransaction()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url).value();
    const SurveyId survey = surveysOf(store->reader(), store->newOwner(0), 1).value().front().id;
    QSemaphore entered;
    QSemaphore open;
    QSemaphore answered;
    std::atomic<int> saved{0};
    WriterOptions options;
    options.url = *url;
    options.maxBatchMs = 60'000; // by count alone, however slow the machine is
    Writer writer(options, store->environment());
    QVERIFY(writer.start().ok());
    writer.post(
        [&](Transaction &tx) -> Status {
            entered.release();
            (void)open.tryAcquire(1, kPatienceMs);
            return tx.database().execute(QStringLiteral("PRAGMA max_page_count = 1")); // what it has now
        },
        [](Status &&) {});
    QVERIFY(entered.tryAcquire(1, kPatienceMs));
    for (const int size : {1, 100'000, 2}) {
        writer.postOneOf(kResponses, {survey, size, QByteArray(size, 'x')}, [&](Status &&status) {
            saved += status ? 1 : 0;
            answered.release();
        });
    }
    open.release();
    QVERIFY(answered.tryAcquire(3, kPatienceMs));
    QCOMPARE(findSurvey(store->reader(), survey).value()->responseCount, saved.load());
    const auto rows =
        store->reader().first({"SELECT count(*) FROM responses"}, {}, [](const Row &row) { return row.integer(0); });
    QCOMPARE(rows.value().value(), qint64(saved));
}

// A commit is seen at once, answered after its sync. Meanwhile what arrives runs, and waits for the disk together.
void TestWriter::answersOnceTheDiskHasIt()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url).value();
    QSemaphore syncsBegun;
    QSemaphore syncsAllowed;
    QSemaphore ran;
    QSemaphore answered;
    WriterOptions options;
    options.url = *url;
    options.beforeSync = [&]() -> Status {
        syncsBegun.release();
        (void)syncsAllowed.tryAcquire(1, kPatienceMs);
        return {};
    };
    Writer writer(options, store->environment());
    QVERIFY(writer.start().ok());
    const auto post = [&](int number) {
        writer.post(
            [&ran, number](Transaction &tx) {
                ran.release();
                return note(tx, number);
            },
            [&answered](Status &&status) { answered.release(status ? 1 : 1'000); });
    };
    post(1);
    QVERIFY(syncsBegun.tryAcquire(1, kPatienceMs));
    QCOMPARE(notes(*store), size_t(1));
    post(2);
    QVERIFY(ran.tryAcquire(2, kPatienceMs));
    post(3);
    QVERIFY(ran.tryAcquire(1, kPatienceMs));
    QCOMPARE(answered.available(), 0);
    QCOMPARE(notes(*store), size_t(1));
    syncsAllowed.release();
    QVERIFY(syncsBegun.tryAcquire(1, kPatienceMs)); // of the second
    QVERIFY(answered.tryAcquire(1, kPatienceMs));
    QCOMPARE(notes(*store), size_t(3));
    QCOMPARE(writer.stats().commits, 2);
    QCOMPARE(answered.available(), 0);
    syncsAllowed.release();
    writer.stop();
    QCOMPARE(answered.available(), 2);
}

void TestWriter::survivesALostConnection()
{
    const auto url = m_backends.create(QStringLiteral("postgres"));
    REMIRAI_NEED_POSTGRES(url);
    auto store = Store::open(*url).value();
    QVERIFY(store->write([](Transaction &tx) { return note(tx, 1); }).ok());
    QVERIFY(m_backends.postgres()->disconnectAll().ok());
    const Status torn = store->write([](Transaction &tx) { return note(tx, 2); });
    QVERIFY(torn.error().code == ErrorCode::Unavailable);
    QVERIFY(store->write([](Transaction &tx) { return note(tx, 3); }).ok());
    QVERIFY(store->reader().reopen().ok());
    QCOMPARE(notes(*store), size_t(2));
}

void TestWriter::refusesWhenFull()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url).value();
    Writer small({*url, 2, 1'000, {}}, store->environment());
    QVERIFY(small.start().ok());
    std::promise<void> open;
    auto gate = open.get_future().share();
    std::promise<void> entered;
    small.post(
        [&entered, gate](Transaction &) -> Status {
            entered.set_value();
            gate.wait();
            return {};
        },
        [](Status &&) {});
    entered.get_future().wait();
    std::atomic<int> refused{0};
    for (int i = 0; i < 5; ++i)
        small.post([](Transaction &) -> Status { return {}; }, [&](Status &&status) { refused += status ? 0 : 1; });
    QCOMPARE(refused.load(), 3);
    open.set_value();
    small.stop();
    QCOMPARE(small.stats().refused, 3);
}

void TestWriter::stopAnswersEverything()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url).value();
    std::atomic<int> saved{0};
    for (int i = 0; i < 500; ++i)
        store->writer().post([i](Transaction &tx) { return note(tx, i); },
                             [&](Status &&status) { saved += status ? 1 : 0; });
    store->writer().stop();
    QCOMPARE(saved.load(), 500);
    QCOMPARE(notes(*store), size_t(500));
    QVERIFY(!store->write([](Transaction &tx) { return note(tx, 1); }).ok()); // stopped: refused, not lost
    store->writer().stop();
}

QTEST_GUILESS_MAIN(TestWriter)
#include "tst_writer.moc"
