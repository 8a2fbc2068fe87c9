// SPDX-License-Identifier: GPL-3.0-or-later
// Operations over rows of both backends: what they touch, how they stop, how they go on after a crash.
#include "core/domain/errorsignature.h"
#include "core/services/operationrunner.h"
#include "core/storage/eventstore.h"
#include "core/storage/messagestore.h"
#include "core/storage/operationstore.h"
#include "core/storage/queuestore.h"
#include "core/storage/sagastore.h"
#include "tests/conformance/store.h"

#include <QtTest>

using namespace remirai;

namespace {

const QString kDeadLetters = QStringLiteral("persona-generation-queue-dlq");

} // namespace

class TestOperations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redrive_data() { Store::addBackendRows(); }
    void redrive();
    void canaryGoesOn_data() { Store::addBackendRows(); }
    void canaryGoesOn();
    void canaryStops_data() { Store::addBackendRows(); }
    void canaryStops();
    void resumes_data() { Store::addBackendRows(); }
    void resumes();
    void rate_data() { Store::addBackendRows(); }
    void rate();
    void cancelling_data() { Store::addBackendRows(); }
    void cancelling();
    void retryBySignature_data() { Store::addBackendRows(); }
    void retryBySignature();
    void parkAndDelete_data() { Store::addBackendRows(); }
    void parkAndDelete();
    void purge_data() { Store::addBackendRows(); }
    void purge();
    void whatDiesLaterStays_data() { Store::addBackendRows(); }
    void whatDiesLaterStays();
    void homeIsWhereItLives_data() { Store::addBackendRows(); }
    void homeIsWhereItLives();

private:
    Operation start(Store &store, OperationKind kind, OperationFilter filter, OperationPace pace = {});
    // Turns until it is over, or `most` turns.
    Operation drive(Store &store, OperationDriver &driver, OperationId id, int most = 200);
    Operation stored(Store &store, OperationId id) { return findOperation(store.reader(), id).value().value(); }
    QString stateOf(Store &store, SagaId id) { return toString(findSaga(store.reader(), id).value().value().state); }
    OperationDriver driverOf(Store &store) const { return {store.writer(), store.setup(), m_url, store.environment()}; }

    Backends m_backends;
    DatabaseUrl m_url;
};

#define OPEN_STORE()                                                                                                   \
    REMIRAI_OPEN_STORE(store);                                                                                         \
    m_url = *backendUrl

Operation TestOperations::start(Store &store, OperationKind kind, OperationFilter filter, OperationPace pace)
{
    store.environment().advanceMs(1);
    return store
        .write([&](Transaction &tx) {
            return startOperation(tx, {kind, filter, pace, QStringLiteral("olga"), QStringLiteral("it is mended")});
        })
        .value();
}

Operation TestOperations::drive(Store &store, OperationDriver &driver, OperationId id, int most)
{
    Operation operation = stored(store, id);
    for (int i = 0; i < most && operation.state == OperationState::Running; ++i) {
        const auto turned = driver.turn();
        if (!turned)
            qFatal("%s", qPrintable(turned.error().message));
        operation = stored(store, id);
        store.environment().advanceMs(20);
    }
    return operation;
}

void TestOperations::redrive()
{
    OPEN_STORE();
    store.failSagas(3, QStringLiteral("HTTP 500 (1)"));
    const auto others = store.failSagas(2, QStringLiteral("no money"));
    OperationFilter filter;
    filter.queue = kDeadLetters;
    filter.errorSignature = errorSignature(QStringLiteral("HTTP 500 (9)"));
    const auto target = targetOf(store.reader(), OperationKind::Redrive, filter, store.environment().nowMs()).value();
    const auto preview = previewOperation(store.reader(), target, 2, store.environment().nowMs()).value();
    QCOMPARE(preview.matched, 3);
    QCOMPARE(preview.messages.size(), size_t(2));
    QCOMPARE(store.counts(target.queue).total(), 5); // looking changes nothing

    const Operation begun = start(store, OperationKind::Redrive, filter);
    OperationDriver driver = driverOf(store);
    const Operation over = drive(store, driver, begun.id);
    QCOMPARE(toString(over.state), QStringLiteral("completed"));
    QCOMPARE(over.matched.value(), 3);
    QCOMPARE(over.done, 3);
    QCOMPARE(over.actor, QStringLiteral("olga"));
    QCOMPARE(over.reason, QStringLiteral("it is mended"));
    QCOMPARE(store.counts(target.queue).total(), 2);
    QCOMPARE(store.counts(store.setup().synthesis).depth, 3);
    QCOMPARE(stateOf(store, others[0]), QStringLiteral("failed"));
    QCOMPARE(tallyItems(store.reader(), begun.id, 0).value().pending, 3);
    store.succeed(store.claim(StepName::Synthesis).value());
    store.settle(store.claim(StepName::Synthesis).value(), {AttemptOutcome::Fatal, {}, QStringLiteral("again"), 0});
    const ItemTally tally = tallyItems(store.reader(), begun.id, 0).value();
    QCOMPARE(tally.pending, 1);
    QCOMPARE(tally.diedAgain, 1);
    QStringList kinds;
    const auto events = eventsAbout(store.reader(), begun.id.toString(), 50).value();
    for (const StoredEvent &event : events)
        kinds << event.kind;
    QCOMPARE(kinds.first(), QStringLiteral("operation.started"));
    QCOMPARE(kinds.last(), QStringLiteral("operation.finished"));
}

void TestOperations::canaryGoesOn()
{
    OPEN_STORE();
    store.failSagas(6, QStringLiteral("HTTP 500"));
    OperationFilter filter;
    filter.queue = store.setup().synthesis.name; // by the queue that it serves
    const Operation begun = start(store, OperationKind::Redrive, filter, {2, 0, {}});
    OperationDriver driver = driverOf(store);
    Operation now = drive(store, driver, begun.id, 10);
    QCOMPARE(toString(now.phase), QStringLiteral("watching"));
    QCOMPARE(now.done, 2);
    for (int i = 0; i < 2; ++i)
        store.succeed(store.claim(StepName::Synthesis).value());
    now = drive(store, driver, begun.id);
    QCOMPARE(toString(now.state), QStringLiteral("completed"));
    QCOMPARE(now.done, 6);
}

void TestOperations::canaryStops()
{
    OPEN_STORE();
    store.failSagas(6, QStringLiteral("HTTP 500"));
    OperationFilter filter;
    filter.queue = kDeadLetters;
    const Operation begun = start(store, OperationKind::Redrive, filter, {2, 0, 0.4});
    OperationDriver driver = driverOf(store);
    drive(store, driver, begun.id, 10);
    for (int i = 0; i < 2; ++i)
        store.settle(store.claim(StepName::Synthesis).value(), {AttemptOutcome::Fatal, {}, QStringLiteral("still"), 0});
    const Operation over = drive(store, driver, begun.id);
    QCOMPARE(toString(over.state), QStringLiteral("stopped"));
    QCOMPARE(over.done, 2);
    QVERIFY2(over.note.contains(QLatin1String("canary")), qPrintable(over.note));
    QCOMPARE(store.counts(findQueue(store.reader(), kDeadLetters).value().value()).total(), 6);
}

void TestOperations::resumes()
{
    OPEN_STORE();
    store.failSagas(5, QStringLiteral("HTTP 500"));
    OperationFilter filter;
    filter.queue = kDeadLetters;
    const Operation begun = start(store, OperationKind::Redrive, filter, {0, 2, {}});
    {
        OperationDriver first = driverOf(store);
        QCOMPARE(drive(store, first, begun.id, 3).done, 1); // its server dies now
    }
    OperationDriver second = driverOf(store);
    QCOMPARE(drive(store, second, begun.id, 5).done, 1); // not before the lease is over
    store.environment().advanceMs(kOperationLeaseMs);
    const Operation over = drive(store, second, begun.id, 500);
    QCOMPARE(toString(over.state), QStringLiteral("completed"));
    QCOMPARE(over.done, 5);
    QCOMPARE(store.counts(store.setup().synthesis).depth, 5);
}

void TestOperations::rate()
{
    OPEN_STORE();
    store.failSagas(5, QStringLiteral("HTTP 500"));
    OperationFilter filter;
    filter.queue = kDeadLetters;
    const Operation begun = start(store, OperationKind::Redrive, filter, {0, 10, {}});
    OperationDriver driver = driverOf(store);
    const qint64 before = store.environment().steadyMs();
    const Operation over = drive(store, driver, begun.id);
    QCOMPARE(over.done, 5);
    QVERIFY(store.environment().steadyMs() - before >= 400); // the first at once, then one every 100 ms
}

void TestOperations::cancelling()
{
    OPEN_STORE();
    store.failSagas(4, QStringLiteral("HTTP 500"));
    OperationFilter filter;
    filter.queue = kDeadLetters;
    const Operation begun = start(store, OperationKind::Redrive, filter, {0, 1, {}});
    OperationDriver driver = driverOf(store);
    drive(store, driver, begun.id, 3);
    const auto cancel = [&] {
        return store.write([&](Transaction &tx) { return cancelOperation(tx, begun.id, QStringLiteral("ivan"), {}); });
    };
    const auto cancelled = cancel();
    QCOMPARE(toString(cancelled.value().state), QStringLiteral("cancelled"));
    QVERIFY(cancelled->note.contains(QLatin1String("ivan")));
    QVERIFY(cancel().error().code == ErrorCode::Conflict);
    const qint64 done = stored(store, begun.id).done;
    QVERIFY(done >= 1 && done < 4);
    store.environment().advanceMs(10'000);
    QVERIFY(!driver.turn().value().has_value()); // nothing runs any more
    QCOMPARE(stored(store, begun.id).done, done);
}

void TestOperations::retryBySignature()
{
    OPEN_STORE();
    const auto broken = store.failSagas(3, QStringLiteral("timeout after 60s"));
    const auto others = store.failSagas(1, QStringLiteral("no money"));
    OperationFilter filter;
    filter.errorSignature = errorSignature(QStringLiteral("timeout after 61s"));
    const Operation begun = start(store, OperationKind::Retry, filter);
    OperationDriver driver = driverOf(store);
    const Operation over = drive(store, driver, begun.id);
    QCOMPARE(over.done, 3);
    for (const SagaId id : broken)
        QCOMPARE(stateOf(store, id), QStringLiteral("running"));
    QCOMPARE(stateOf(store, others[0]), QStringLiteral("failed"));
    QCOMPARE(sagasFailedWith(store.reader(), filter.errorSignature, {}, 10).value().size(), size_t(0));
}

void TestOperations::parkAndDelete()
{
    OPEN_STORE();
    const SagaId waiting = store.startSaga(store.newOwner(3));
    const SagaId held = store.startSaga(store.newOwner(3));
    QVERIFY(store.claim(StepName::Synthesis)); // takes the first: it is in flight
    OperationFilter filter;
    filter.queue = store.setup().synthesis.name;
    OperationDriver driver = driverOf(store);
    const Operation parked = drive(store, driver, start(store, OperationKind::Park, filter).id);
    QCOMPARE(parked.done, 1);
    QCOMPARE(parked.skipped.at(QStringLiteral("in flight")), 1);
    QCOMPARE(stateOf(store, waiting), QStringLiteral("running"));
    QCOMPARE(stateOf(store, held), QStringLiteral("failed"));
    const Queue dead = findQueue(store.reader(), kDeadLetters).value().value();
    const auto letters = browseMessages(store.reader(), dead.id, {}, 10).value();
    QCOMPARE(letters.size(), size_t(1));
    QVERIFY(letters[0].lastError.contains(QLatin1String("it is mended")));

    OperationFilter gone;
    gone.queue = kDeadLetters;
    gone.ids = {letters[0].id.uuid};
    QCOMPARE(drive(store, driver, start(store, OperationKind::Delete, gone).id).done, 1);
    QCOMPARE(store.counts(dead).total(), 0);
    OperationFilter none;
    none.queue = kDeadLetters; // a dead-letter queue has none itself
    QVERIFY(targetOf(store.reader(), OperationKind::Park, none, 0).error().code == ErrorCode::Unprocessable);
    QVERIFY(targetOf(store.reader(), OperationKind::Delete, {QStringLiteral("nowhere"), {}, {}, {}, {}, 0, 0, {}}, 0)
                .error()
                .code
            == ErrorCode::NotFound);
}

void TestOperations::purge()
{
    OPEN_STORE();
    const SagaId first = store.startSaga(store.newOwner(3));
    store.startSaga(store.newOwner(3));
    QVERIFY(store.claim(StepName::Synthesis));
    OperationFilter filter;
    filter.queue = store.setup().synthesis.name;
    OperationDriver driver = driverOf(store);
    store.environment().advanceMs(1);
    const auto over = driver.runToEnd({OperationKind::Purge, filter, {}, QStringLiteral("olga"), {}});
    QCOMPARE(over.value().done, 2); // in flight too
    QCOMPARE(toString(over->state), QStringLiteral("completed"));
    QCOMPARE(store.counts(store.setup().synthesis).total(), 0);
    QCOMPARE(stateOf(store, first), QStringLiteral("failed"));
}

// An operation is about what its operator saw: a message that dies after its start was none of that.
void TestOperations::whatDiesLaterStays()
{
    OPEN_STORE();
    const SagaId later = store.startSaga(store.newOwner(3)); // sent before, dead after
    const StepJob job = store.claim(StepName::Synthesis).value();
    store.failSagas(2, QStringLiteral("HTTP 500"));
    OperationFilter filter;
    filter.queue = kDeadLetters;
    const Operation begun = start(store, OperationKind::Purge, filter);
    store.environment().advanceMs(1);
    QVERIFY(store.settle(job, {AttemptOutcome::Fatal, {}, QStringLiteral("HTTP 500"), 0}) == Settled::Applied);
    for (const OperationKind kind : {OperationKind::Purge, OperationKind::Delete, OperationKind::Redrive}) {
        const auto target = targetOf(store.reader(), kind, filter, begun.createdAtMs).value();
        const auto page = scanPage(store.reader(), target, {}, 500, store.environment().nowMs()).value();
        QCOMPARE(page.candidates.size(), size_t(2));
        QVERIFY(page.candidates[0].message->body.isEmpty()); // a million of them may be large
        QVERIFY(!previewOperation(store.reader(), target, 5, 0).value().messages.at(0).body.isEmpty());
    }
    OperationDriver driver = driverOf(store);
    const Operation over = drive(store, driver, begun.id);
    QCOMPARE(over.done, 2);
    QCOMPARE(stateOf(store, later), QStringLiteral("failed"));
    QVERIFY(messageOfSaga(store.reader(), later).value().has_value());
}

// A dead letter whose own queue was deleted goes to the queue that still buries there.
void TestOperations::homeIsWhereItLives()
{
    OPEN_STORE();
    QueueSettings settings;
    settings.maxReceiveCount = 1;
    const auto make = [&](const QString &name) {
        return store.write([&](Transaction &tx) { return ensureQueue(tx, name, settings); }).value();
    };
    const Queue lives = make(QStringLiteral("lives"));
    Queue gone = make(QStringLiteral("gone"));
    gone.deadLetterId = lives.deadLetterId;
    QVERIFY(store.write([&](Transaction &tx) -> Status {
        const auto sent = send(tx, gone, {"letter", {}, {}, {}});
        const auto got = receive(tx, gone, 1, 30'000);
        const auto dead = deadLetter(tx, gone, got.value().messages[0].message, QStringLiteral("broken"));
        return sent && dead ? dropQueue(tx, gone.id) : Status(dead.error());
    }));
    const Operation over = store.operate(OperationKind::Redrive, QStringLiteral("lives-dlq")).value();
    QCOMPARE(over.done, 1);
    QCOMPARE(store.counts(lives).depth, 1);

    QVERIFY(store.write([&](Transaction &tx) -> Status {
        tx.count(waitCounter(gone.id, 3), 1);
        return {};
    }));
    QVERIFY(store.write([&](Transaction &tx) { return eraseQueue(tx, gone.id); }));
    const std::string ours = "queue." + std::to_string(gone.id) + ".";
    const auto counters = loadCounters(store.reader()).value();
    for (const auto &[name, value] : counters)
        QVERIFY2(!name.starts_with(ours), name.c_str());
}

QTEST_GUILESS_MAIN(TestOperations)
#include "tst_operations.moc"
