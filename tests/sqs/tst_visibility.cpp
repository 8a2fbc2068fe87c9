// SPDX-License-Identifier: GPL-3.0-or-later
// The visibility rules as properties: many random histories of one queue against a model, on every backend, and what
// SQS's clients start beyond them: move tasks and deleted queues.
#include "core/queue/movetasks.h"
#include "core/services/maintenance.h"
#include "tests/conformance/store.h"

#include <algorithm>
#include <map>
#include <set>

using namespace remirai;

namespace {

// What the model knows of a message: when it may be seen, and its latest receipt.
struct Known
{
    qint64 visibleAtMs = 0;
    ReceiptHandle receipt;
    bool deleted = false;
};

} // namespace

class TestVisibility : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void histories_data() { Store::addBackendRows(); }
    void histories();
    void moveTasks_data() { Store::addBackendRows(); }
    void moveTasks();
    void deletedQueues_data() { Store::addBackendRows(); }
    void deletedQueues();

private:
    static Queue make(Store &store, const QString &name, const QString &deadLetters = {});
    static void step(Store &store, const Queue &queue, std::map<QByteArray, Known> &model);
    static void receiveSome(Store &store, const Queue &queue, std::map<QByteArray, Known> &model);
    static void sendOne(Store &store, const Queue &queue, const QByteArray &body, qint64 delayMs = 0);

    Backends m_backends;
};

Queue TestVisibility::make(Store &store, const QString &name, const QString &deadLetters)
{
    return store
        .write([&](Transaction &tx) -> Result<Queue> {
            Queue queue;
            queue.name = name;
            if (!deadLetters.isEmpty()) {
                const auto dead = findQueue(tx.database(), deadLetters);
                queue.deadLetterName = deadLetters;
                queue.deadLetterId = dead.value()->id;
                queue.maxReceiveCount = 1;
            }
            return makeQueue(tx, queue);
        })
        .value();
}

void TestVisibility::sendOne(Store &store, const Queue &queue, const QByteArray &body, qint64 delayMs)
{
    const auto sent = store.write([&](Transaction &tx) { return send(tx, queue, {body, {}, {}, delayMs}); });
    QVERIFY(sent.ok());
}

// No message to two receivers at once, none before its time, and what is received is the oldest of what is due.
void TestVisibility::receiveSome(Store &store, const Queue &queue, std::map<QByteArray, Known> &model)
{
    const int max = 1 + static_cast<int>(store.environment().random64() % 10);
    const qint64 visibilityMs = 1'000 * static_cast<qint64>(1 + store.environment().random64() % 30);
    const qint64 now = store.environment().nowMs();
    std::multiset<qint64> due;
    for (const auto &[body, known] : model) {
        if (!known.deleted && known.visibleAtMs <= now)
            due.insert(known.visibleAtMs);
    }
    const auto received = store.write([&](Transaction &tx) { return receive(tx, queue, max, visibilityMs); });
    QVERIFY(received.ok());
    QCOMPARE(received->messages.size(), std::min(due.size(), static_cast<size_t>(max)));
    auto oldest = due.begin();
    std::multiset<qint64> got;
    for (const ReceivedMessage &message : received->messages) {
        Known &known = model[message.message.body];
        QVERIFY(!known.deleted);
        QVERIFY2(known.visibleAtMs <= now, "received before its time: two receivers at once, or too early");
        got.insert(known.visibleAtMs);
        known.receipt = message.receipt;
        known.visibleAtMs = now + visibilityMs;
    }
    for (const qint64 at : got)
        QCOMPARE(at, *oldest++);
}

void TestVisibility::step(Store &store, const Queue &queue, std::map<QByteArray, Known> &model)
{
    const quint64 draw = store.environment().random64();
    const qint64 now = store.environment().nowMs();
    if (draw % 8 < 2) {
        const qint64 delayMs = draw % 16 < 2 ? 5'000 : 0;
        const QByteArray body = QByteArray::number(static_cast<qint64>(model.size()));
        sendOne(store, queue, body, delayMs);
        model[body].visibleAtMs = now + delayMs;
        return;
    }
    if (draw % 8 < 5)
        return receiveSome(store, queue, model);
    if (draw % 8 == 5 || model.empty())
        return store.environment().advanceMs(static_cast<qint64>(draw % 10'000));
    auto chosen = std::next(model.begin(), static_cast<std::ptrdiff_t>(draw % model.size()));
    Known &known = chosen->second;
    if (known.receipt.nonce == 0)
        return;
    if (draw % 8 == 6) {
        const auto removed = store.write([&](Transaction &tx) { return remove(tx, queue, known.receipt.messageSeq); });
        QCOMPARE(removed.value().has_value(), !known.deleted);
        known.deleted = true;
        return;
    }
    const auto changed = store.write([&](Transaction &tx) { return changeVisibility(tx, known.receipt, 7'000); });
    QCOMPARE(changed.value(), !known.deleted);
    known.visibleAtMs = now + 7'000;
}

void TestVisibility::histories()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store, QStringLiteral("histories"));
    std::map<QByteArray, Known> model;
    for (int i = 0; i < 600 && !QTest::currentTestFailed(); ++i)
        step(store, queue, model);
    // None lost: everything that was not deleted comes, in the end.
    store.environment().advanceMs(kMaxVisibilityMs);
    const auto left =
        std::count_if(model.begin(), model.end(), [](const auto &entry) { return !entry.second.deleted; });
    QCOMPARE(store.counts(queue).total(), static_cast<qint64>(left));
    const auto rest = store.write([&](Transaction &tx) { return receive(tx, queue, 1'000, 1'000); });
    QCOMPARE(rest.value().messages.size(), static_cast<size_t>(left));
}

void TestVisibility::moveTasks()
{
    REMIRAI_OPEN_STORE(store);
    const Queue dead = make(store, QStringLiteral("dead"));
    const Queue queue = make(store, QStringLiteral("live"), QStringLiteral("dead"));
    for (int i = 0; i < 5; ++i)
        sendOne(store, queue, QByteArray::number(i));
    for (int i = 0; i < 2; ++i) {
        const auto received = store.write([&](Transaction &tx) { return receive(tx, queue, 10, 1'000); });
        QVERIFY(received.ok());
        store.environment().advanceMs(2'000);
    }
    QCOMPARE(store.counts(dead).depth, 5);

    const auto begin = [&](int perSecond) {
        return store.write([&](Transaction &tx) { return startMoveTask(tx, dead, nullptr, perSecond); });
    };
    const auto task = begin(2);
    QVERIFY(task.ok());
    QVERIFY(!begin(0).ok()); // one at a time
    QCOMPARE(store.counts(queue).depth, 2);
    const auto turn = [&] { QVERIFY(store.write([](Transaction &tx) { return sweep(tx); }).ok()); };
    turn(); // the same second: the rate holds
    QCOMPARE(store.counts(queue).depth, 2);
    store.environment().advanceMs(1'000);
    turn();
    QCOMPARE(store.counts(queue).depth, 4);
    QVERIFY(store.write([&](Transaction &tx) { return cancelMoveTask(tx, task->id); }).value().has_value());
    store.environment().advanceMs(1'000);
    turn();
    QCOMPARE(store.counts(dead).depth, 1);
    QVERIFY(begin(0)->state == MoveState::Completed);
    QCOMPARE(store.counts(queue).depth, 5);
    QCOMPARE(store.counts(dead).total(), 0);
}

void TestVisibility::deletedQueues()
{
    REMIRAI_OPEN_STORE(store);
    const Queue dead = make(store, QStringLiteral("dead"));
    const Queue queue = make(store, QStringLiteral("live"), QStringLiteral("dead"));
    sendOne(store, dead, "old");
    sendOne(store, queue, "kept");
    QVERIFY(store.write([&](Transaction &tx) { return endQueue(tx, dead); }).ok());
    QVERIFY(!findQueue(store.reader(), QStringLiteral("dead")).value());
    const Queue orphan = findQueue(store.reader(), queue.id).value().value();
    QCOMPARE(orphan.deadLetterId, 0);
    for (int i = 0; i < 4; ++i) { // beyond its receive count, and still received
        const auto received = store.write([&](Transaction &tx) { return receive(tx, orphan, 1, 1'000); });
        QCOMPARE(received.value().messages.size(), size_t(1));
        store.environment().advanceMs(2'000);
    }
    QVERIFY(store.write([](Transaction &tx) { return sweep(tx); }).ok());
    QCOMPARE(store.counts(orphan).total(), 1);
    const Queue again = make(store, QStringLiteral("dead"));
    QVERIFY(again.id != dead.id);
    QCOMPARE(store.counts(again).total(), 0);
    QCOMPARE(findQueue(store.reader(), queue.id).value()->deadLetterId, again.id);
    const auto buried = store.write(
        [&](Transaction &tx) { return receive(tx, findQueue(tx.database(), queue.id).value().value(), 1, 1'000); });
    QCOMPARE(buried.value().exhausted.size(), size_t(1));
    QCOMPARE(store.counts(again).total(), 1);
}

QTEST_GUILESS_MAIN(TestVisibility)
#include "tst_visibility.moc"
