// SPDX-License-Identifier: GPL-3.0-or-later
// How operations end and are followed up: stopped, passed over, interrupted, forgotten.
#include "core/domain/errorsignature.h"
#include "core/services/maintenance.h"
#include "core/services/operationrunner.h"
#include "core/storage/operationstore.h"
#include "core/storage/sagastore.h"
#include "tests/conformance/store.h"

#include <QtTest>
#include <atomic>

using namespace remirai;

namespace {

const QString kDeadLetters = QStringLiteral("persona-generation-queue-dlq");

} // namespace

class TestOperationEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rampStops_data() { Store::addBackendRows(); }
    void rampStops();
    void aNewerSagaTookOver_data() { Store::addBackendRows(); }
    void aNewerSagaTookOver();
    void aStopInTheMiddle_data() { Store::addBackendRows(); }
    void aStopInTheMiddle();
    void numbersAreGivenAgain_data() { Store::addBackendRows(); }
    void numbersAreGivenAgain();
    void itemsAreForgotten_data() { Store::addBackendRows(); }
    void itemsAreForgotten();

private:
    Operation start(Store &store, OperationPace pace = {});
    Operation redriveLetter(Store &store);
    Operation drive(Store &store, OperationDriver &driver, OperationId id, int turns);
    Operation stored(Store &store, OperationId id) { return findOperation(store.reader(), id).value().value(); }
    Queue letters(Store &store) { return findQueue(store.reader(), kDeadLetters).value().value(); }

    Backends m_backends;
};

// A redrive of the saga's dead letters.
Operation TestOperationEnds::start(Store &store, OperationPace pace)
{
    store.environment().advanceMs(1);
    OperationRequest request;
    request.filter.queue = kDeadLetters;
    request.pace = pace;
    request.actor = QStringLiteral("olga");
    request.reason = QStringLiteral("it is mended");
    return store.write([&](Transaction &tx) { return startOperation(tx, request); }).value();
}

// A letter of the queue "mail" that died, and the operation that brought it back.
Operation TestOperationEnds::redriveLetter(Store &store)
{
    QueueSettings settings;
    settings.maxReceiveCount = 1;
    const Queue queue =
        store.write([&](Transaction &tx) { return ensureQueue(tx, QStringLiteral("mail"), settings); }).value();
    [[maybe_unused]] const auto died = store.write([&](Transaction &tx) -> Result<bool> {
        if (const auto sent = send(tx, queue, {"letter", {}, {}, {}}); !sent)
            return sent.error();
        const auto got = receive(tx, queue, 1, 30'000);
        return deadLetter(tx, queue, got.value().messages.at(0).message, QStringLiteral("broken"));
    });
    return store.operate(OperationKind::Redrive, QStringLiteral("mail-dlq")).value();
}

Operation TestOperationEnds::drive(Store &store, OperationDriver &driver, OperationId id, int turns)
{
    Operation operation = stored(store, id);
    for (int i = 0; i < turns && operation.state == OperationState::Running; ++i) {
        const auto turned = driver.turn();
        if (!turned)
            qFatal("%s", qPrintable(turned.error().message));
        operation = stored(store, id);
        store.environment().advanceMs(20);
    }
    return operation;
}

void TestOperationEnds::rampStops()
{
    REMIRAI_OPEN_STORE(store);
    store.failSagas(20, QStringLiteral("HTTP 500"));
    const Operation begun = start(store, {0, 5, 0.4});
    OperationDriver driver(store.writer(), store.setup(), *backendUrl, store.environment());
    const auto end = [&](int count, AttemptOutcome outcome) {
        for (int i = 0; i < count; ++i)
            store.settle(store.claim(StepName::Synthesis).value(),
                         {outcome, QStringLiteral("You are calm."), QStringLiteral("still"), 0});
    };
    QVERIFY(drive(store, driver, begun.id, 60).done >= 6);
    end(4, AttemptOutcome::Succeeded);
    end(2, AttemptOutcome::Fatal); // a third of those that ended: few enough
    store.environment().advanceMs(1'000); // until it looks again
    const Operation going = drive(store, driver, begun.id, 20);
    QCOMPARE(toString(going.state), QStringLiteral("running"));
    QVERIFY(going.done >= 8);
    end(2, AttemptOutcome::Fatal); // a half
    store.environment().advanceMs(1'000);
    const Operation over = drive(store, driver, begun.id, 200);
    QCOMPARE(toString(over.state), QStringLiteral("stopped"));
    QCOMPARE(over.done, going.done); // it looks before it goes on
    QCOMPARE(over.note, QStringLiteral("4 of 8 that ended died again"));
    QCOMPARE(store.counts(letters(store)).total(), 20 - over.done + 4);
}

void TestOperationEnds::aNewerSagaTookOver()
{
    REMIRAI_OPEN_STORE(store);
    const auto sagas = store.failSagas(2, QStringLiteral("HTTP 500"));
    const Saga old = findSaga(store.reader(), sagas[0]).value().value();
    QVERIFY(store.write([&](Transaction &tx) -> Status {
        Saga newer = old;
        newer.id = tx.environment().newId<SagaId>();
        if (const Status inserted = insertSaga(tx, newer); !inserted)
            return inserted;
        return saveSaga(tx, newer);
    }));
    const auto found = [&](OperationKind kind, const OperationFilter &filter) {
        const qint64 now = store.environment().nowMs();
        const auto target = targetOf(store.reader(), kind, filter, now).value();
        return previewOperation(store.reader(), target, 5, now).value();
    };
    const QString why = QStringLiteral("a newer saga of the persona took over");
    OperationFilter bySignature;
    bySignature.errorSignature = errorSignature(old.error);
    QCOMPARE(found(OperationKind::Retry, bySignature).skipped.at(why), 1);
    OperationFilter byQueue;
    byQueue.queue = kDeadLetters;
    QCOMPARE(found(OperationKind::Redrive, byQueue).skipped.at(why), 1);

    OperationDriver driver(store.writer(), store.setup(), *backendUrl, store.environment());
    const Operation over = drive(store, driver, start(store).id, 200);
    QCOMPARE(toString(over.state), QStringLiteral("completed"));
    QCOMPARE(over.done, 1);
    QCOMPARE(over.skipped.at(why), 1);
    QCOMPARE(toString(findSaga(store.reader(), sagas[0]).value()->state), QStringLiteral("failed"));
    QCOMPARE(toString(findSaga(store.reader(), sagas[1]).value()->state), QStringLiteral("running"));
    QCOMPARE(store.counts(letters(store)).total(), 1); // its letter stays for an operator to look at
}

// The server is stopped while an operator waits for a purge; the next one finishes it.
void TestOperationEnds::aStopInTheMiddle()
{
    std::stop_source stopping;
    std::atomic<int> commits = -1; // -1 = not counting
    REMIRAI_OPEN_STORE(store, [&] {
        // It is started, counted, and has acted once.
        if (commits >= 0 && ++commits == 3)
            stopping.request_stop();
        return CommitFault::None;
    });
    const Queue queue =
        store.write([&](Transaction &tx) { return ensureQueue(tx, QStringLiteral("mail"), QueueSettings()); }).value();
    const int sent = 2 * kMaxBite + 50;
    QVERIFY(store.write([&](Transaction &tx) -> Status {
        for (int i = 0; i < sent; ++i) {
            if (const auto one = send(tx, queue, {"letter", {}, {}, {}}); !one)
                return one.error();
        }
        return {};
    }));
    store.environment().advanceMs(1);
    OperationRequest request;
    request.kind = OperationKind::Purge;
    request.filter.queue = queue.name;
    request.actor = QStringLiteral("olga");
    commits = 0;
    const auto stopped = OperationDriver(store.writer(), store.setup(), *backendUrl, store.environment())
                             .runToEnd(request, stopping.get_token());
    QVERIFY(!stopped);
    QVERIFY(stopped.error().code == ErrorCode::Unavailable);
    QCOMPARE(store.counts(queue).total(), sent - kMaxBite);
    const Operation left = listOperations(store.reader(), {}).value().front();
    QVERIFY2(stopped.error().message.contains(left.id.toString()), qPrintable(stopped.error().message));
    QCOMPARE(toString(left.state), QStringLiteral("running"));
    QCOMPARE(left.done, kMaxBite);

    store.environment().advanceMs(1);
    QVERIFY(store.write([&](Transaction &tx) { return send(tx, queue, {"later", {}, {}, {}}); }));
    OperationDriver next(store.writer(), store.setup(), *backendUrl, store.environment());
    QCOMPARE(drive(store, next, left.id, 5).done, kMaxBite); // the stopped server's lease
    store.environment().advanceMs(kOperationLeaseMs);
    const Operation over = drive(store, next, left.id, 200);
    QCOMPARE(toString(over.state), QStringLiteral("completed"));
    QCOMPARE(over.done, sent);
    QCOMPARE(store.counts(queue).total(), 1); // what came after the start is none of its business
}

// SQLite gives the number of a deleted message to the next one, which is not what was brought back.
void TestOperationEnds::numbersAreGivenAgain()
{
    REMIRAI_OPEN_STORE(store);
    const Operation redrive = redriveLetter(store);
    const Queue queue = findQueue(store.reader(), QStringLiteral("mail")).value().value();
    QCOMPARE(redrive.done, 1);
    QCOMPARE(tallyItems(store.reader(), redrive.id, 0).value().pending, 1);
    const qint64 number = browseMessages(store.reader(), queue.id, {}, 1).value().at(0).seq;

    QVERIFY(store.write([&](Transaction &tx) -> Result<bool> {
        const auto got = receive(tx, queue, 1, 30'000);
        return acknowledge(tx, queue, got.value().messages.at(0).receipt);
    }));
    QVERIFY(store.write([&](Transaction &tx) { return send(tx, queue, {"another", {}, {}, {}}); }));
    if (backend == QLatin1String("sqlite"))
        QCOMPARE(browseMessages(store.reader(), queue.id, {}, 1).value().at(0).seq, number);
    const ItemTally tally = tallyItems(store.reader(), redrive.id, 0).value();
    QCOMPARE(tally.total, 1);
    QCOMPARE(tally.pending, 0);
    QCOMPARE(tally.diedAgain, 0);
}

// What was brought back is kept for a week after its operation's end, and for as long as that runs.
void TestOperationEnds::itemsAreForgotten()
{
    REMIRAI_OPEN_STORE(store);
    store.failSagas(5, QStringLiteral("HTTP 500"));
    const Operation begun = start(store, {0, 10, {}});
    OperationDriver driver(store.writer(), store.setup(), *backendUrl, store.environment());
    QCOMPARE(drive(store, driver, begun.id, 15).done, 3);
    const auto kept = [&] { return tallyItems(store.reader(), begun.id, 0).value().total; };
    const auto prune = [&](qint64 beforeMs, int limit) {
        return store.write([&](Transaction &tx) { return pruneItems(tx.database(), beforeMs, limit); }).value();
    };
    QCOMPARE(prune(store.environment().nowMs() + 1'000, 10), 0); // it runs
    store.environment().advanceMs(1);
    const Operation other = redriveLetter(store);
    QVERIFY(begun.id < other.id);
    QCOMPARE(prune(other.finishedAtMs + 1, 10), 1); // an older one that runs does not hold it back
    QCOMPARE(tallyItems(store.reader(), other.id, 0).value().total, 0);
    QCOMPARE(kept(), 3);
    const Operation over = drive(store, driver, begun.id, 200);
    QCOMPARE(toString(over.state), QStringLiteral("completed"));
    QCOMPARE(kept(), 5);
    QCOMPARE(prune(over.finishedAtMs, 10), 0); // not before
    QCOMPARE(prune(over.finishedAtMs + 1, 2), 3); // about two at a time
    QCOMPARE(kept(), 2);

    const auto sweepOnce = [&] { return store.write([](Transaction &tx) { return sweep(tx); }); };
    store.environment().setNowMs(over.finishedAtMs + kEventsKeptMs);
    QVERIFY(sweepOnce());
    QCOMPARE(kept(), 2);
    store.environment().advanceMs(1);
    QVERIFY(sweepOnce());
    QCOMPARE(kept(), 0);
}

QTEST_GUILESS_MAIN(TestOperationEnds)
#include "tst_operationends.moc"
