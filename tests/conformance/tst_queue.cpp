// SPDX-License-Identifier: GPL-3.0-or-later
// SQS's semantics over SQL, on every backend.
#include "core/services/maintenance.h"
#include "core/services/monitor.h"
#include "tests/conformance/store.h"

using namespace remirai;

class TestQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversOldestFirstToOneReceiver_data() { Store::addBackendRows(); }
    void deliversOldestFirstToOneReceiver();
    void staleReceiptsChangeNothing_data() { Store::addBackendRows(); }
    void staleReceiptsChangeNothing();
    void delaysAndVisibility_data() { Store::addBackendRows(); }
    void delaysAndVisibility();
    void deadLettersAndRedrive_data() { Store::addBackendRows(); }
    void deadLettersAndRedrive();
    void buriesOnlyWhatIsAsItWasRead_data() { Store::addBackendRows(); }
    void buriesOnlyWhatIsAsItWasRead();
    void retentionEnds_data() { Store::addBackendRows(); }
    void retentionEnds();
    void purgeAndPause_data() { Store::addBackendRows(); }
    void purgeAndPause();
    void refusesWhatSqsRefuses_data() { Store::addBackendRows(); }
    void refusesWhatSqsRefuses();
    void neverTwoReceiversAtOnce_data() { Store::addBackendRows(); }
    void neverTwoReceiversAtOnce();
    void withoutDeadLetterQueueNothingIsDropped_data() { Store::addBackendRows(); }
    void withoutDeadLetterQueueNothingIsDropped();

private:
    static Queue make(Store &store, const QueueSettings &settings = {});
    static void sendAll(Store &store, const Queue &queue, const QList<QByteArray> &bodies);
    static std::vector<ReceivedMessage> take(Store &store, const Queue &queue, int max, qint64 visibilityMs = 30'000);

    Backends m_backends;
};

Queue TestQueue::make(Store &store, const QueueSettings &settings)
{
    return store.write([&](Transaction &tx) { return ensureQueue(tx, QStringLiteral("orders"), settings); }).value();
}

void TestQueue::sendAll(Store &store, const Queue &queue, const QList<QByteArray> &bodies)
{
    const Status sent = store.write([&](Transaction &tx) -> Status {
        for (const QByteArray &body : bodies) {
            if (const auto one = send(tx, queue, {body, {}, {}, {}}); !one)
                return one.error();
        }
        return {};
    });
    QVERIFY(sent.ok());
}

std::vector<ReceivedMessage> TestQueue::take(Store &store, const Queue &queue, int max, qint64 visibilityMs)
{
    return store.write([&](Transaction &tx) { return receive(tx, queue, max, visibilityMs); }).value().messages;
}

void TestQueue::deliversOldestFirstToOneReceiver()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store);
    sendAll(store, queue, {"a", "b", "ü ☃ \"quoted\"", "d"});
    const auto first = take(store, queue, 3);
    QCOMPARE(first.size(), size_t(3));
    QCOMPARE(first[0].message.body, QByteArray("a"));
    QCOMPARE(first[2].message.body, QByteArray("ü ☃ \"quoted\""));
    QCOMPARE(first[0].message.receiveCount, 1);
    QCOMPARE(take(store, queue, 3).size(), size_t(1));
    QCOMPARE(take(store, queue, 3).size(), size_t(0));
    const QueueCounts counts = store.counts(queue);
    QCOMPARE(counts.depth, 0);
    QCOMPARE(counts.inFlight, 4);
    QVERIFY(store.write([&](Transaction &tx) { return acknowledge(tx, queue, first[1].receipt); }).value());
    QCOMPARE(store.counts(queue).inFlight, 3);
    store.environment().advanceMs(30'001);
    QCOMPARE(store.counts(queue).depth, 3);
    QCOMPARE(store.counts(queue).oldestAgeMs, 30'001);
    QCOMPARE(take(store, queue, 10)[0].message.receiveCount, 2);
}

void TestQueue::staleReceiptsChangeNothing()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store);
    sendAll(store, queue, {"a"});
    const auto first = take(store, queue, 1);
    store.environment().advanceMs(30'001);
    const auto second = take(store, queue, 1);
    QVERIFY(!store.write([&](Transaction &tx) { return acknowledge(tx, queue, first[0].receipt); }).value());
    QVERIFY(!store.write([&](Transaction &tx) { return changeVisibility(tx, first[0].receipt, 0); }).value());
    QVERIFY(store.write([&](Transaction &tx) { return acknowledge(tx, queue, second[0].receipt); }).value());
    QVERIFY(!store.write([&](Transaction &tx) { return acknowledge(tx, queue, second[0].receipt); }).value());
    QCOMPARE(store.counts(queue).total(), 0);
    QCOMPARE(store.counts(queue).deletedTotal, 1);
}

void TestQueue::delaysAndVisibility()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store);
    QVERIFY(store.write([&](Transaction &tx) { return send(tx, queue, {"later", {}, {}, 60'000}); }).ok());
    QCOMPARE(store.counts(queue).delayed, 1);
    QCOMPARE(take(store, queue, 1).size(), size_t(0));
    store.environment().advanceMs(60'000);
    const auto received = take(store, queue, 1);
    QCOMPARE(received.size(), size_t(1));
    QVERIFY(store.write([&](Transaction &tx) { return changeVisibility(tx, received[0].receipt, 90'000); }).value());
    store.environment().advanceMs(60'000);
    QCOMPARE(take(store, queue, 1).size(), size_t(0)); // extended
    QVERIFY(store.write([&](Transaction &tx) { return changeVisibility(tx, received[0].receipt, 0); }).value());
    QCOMPARE(take(store, queue, 1).size(), size_t(1)); // given back
    QVERIFY(
        !store.write([&](Transaction &tx) { return changeVisibility(tx, received[0].receipt, kMaxVisibilityMs + 1); })
             .ok());
}

void TestQueue::deadLettersAndRedrive()
{
    REMIRAI_OPEN_STORE(store);
    QueueSettings settings;
    settings.maxReceiveCount = 2;
    const Queue queue = make(store, settings);
    const Queue dead = findQueue(store.reader(), QStringLiteral("orders-dlq")).value().value();
    sendAll(store, queue, {"poison", "fine"});
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(take(store, queue, 1, 1'000)[0].message.body, QByteArray(i == 0 ? "poison" : "fine"));
        store.environment().advanceMs(1);
    }
    store.environment().advanceMs(1'000);
    QCOMPARE(take(store, queue, 2, 1'000).size(), size_t(2)); // each a second time
    store.environment().advanceMs(1'001);
    QVERIFY(take(store, queue, 5).empty()); // the third delivery is the dead-letter queue's
    QCOMPARE(store.counts(queue).total(), 0);
    QCOMPARE(store.counts(queue).deadTotal, 2);
    QCOMPARE(store.counts(dead).depth, 2);

    QCOMPARE(store.operate(OperationKind::Redrive, dead.name).value().done, 2);
    QCOMPARE(store.counts(dead).total(), 0);
    const auto again = take(store, queue, 5);
    QCOMPARE(again.size(), size_t(2));
    QCOMPARE(again[0].message.receiveCount, 1);
    QVERIFY(store.operate(OperationKind::Redrive, QStringLiteral("nowhere")).error().code == ErrorCode::NotFound);
}

// On PostgreSQL another server may have received a message between our look and our deed.
void TestQueue::buriesOnlyWhatIsAsItWasRead()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store);
    sendAll(store, queue, {"mine"});
    const Message seen = browseMessages(store.reader(), queue.id, {}, 1).value().at(0);
    QCOMPARE(take(store, queue, 1).size(), size_t(1)); // by somebody else
    const auto buried =
        store.write([&](Transaction &tx) { return deadLetter(tx, queue, seen, QStringLiteral("old")); });
    QVERIFY(buried.ok() && !*buried);
    QCOMPARE(store.counts(queue).inFlight, 1);
    QCOMPARE(store.counts(queue).deadTotal, 0);
}

void TestQueue::retentionEnds()
{
    REMIRAI_OPEN_STORE(store);
    QueueSettings settings;
    settings.retentionMs = 60'000;
    const Queue queue = make(store, settings);
    sendAll(store, queue, {"a", "b"});
    const auto sweepOnce = [&] { return store.write([](Transaction &tx) { return sweep(tx); }).value(); };
    store.environment().advanceMs(59'999);
    QCOMPARE(sweepOnce(), 0);
    store.environment().advanceMs(1);
    QCOMPARE(sweepOnce(), 2);
    QCOMPARE(store.counts(queue).total(), 0);
}

void TestQueue::purgeAndPause()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store);
    sendAll(store, queue, {"a", "b", "c"});
    QueuePatch pause;
    pause.paused = true;
    const auto paused =
        store.write([&](Transaction &tx) { return patchQueue(tx, queue.name, pause, QStringLiteral("me")); });
    QVERIFY(paused.value().paused);
    QVERIFY(take(store, *paused, 1).empty());
    QVERIFY(make(store).paused); // a restart keeps what the operator set
    QCOMPARE(store.operate(OperationKind::Purge, queue.name).value().done, 3);
    QCOMPARE(store.counts(queue).total(), 0);
    QueuePatch wrong;
    wrong.minSlots = 5;
    wrong.maxSlots = 4;
    const auto refused = store.write([&](Transaction &tx) { return patchQueue(tx, queue.name, wrong, {}); });
    QCOMPARE(refused.error().field, QStringLiteral("max_slots"));
}

void TestQueue::refusesWhatSqsRefuses()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store);
    const auto trySend = [&](const OutgoingMessage &outgoing) {
        return store.write([&](Transaction &tx) { return send(tx, queue, outgoing); });
    };
    QVERIFY(!trySend({}).ok());
    QVERIFY(!trySend({QByteArray("a\0b", 3), {}, {}, {}}).ok());
    QVERIFY(!trySend({QByteArray(kMaxMessageBytes + 1, 'x'), {}, {}, {}}).ok());
    QVERIFY(!trySend({"x", {}, {}, kMaxDelayMs + 1}).ok());
    QVERIFY(trySend({QByteArray(kMaxMessageBytes, 'x'), {}, {}, {}}).ok());
    QueueSettings wrong;
    wrong.retentionMs = 59'999;
    const auto refused = store.write([&](Transaction &tx) { return ensureQueue(tx, QStringLiteral("other"), wrong); });
    QCOMPARE(refused.error().field, QStringLiteral("retention_ms"));
    QVERIFY(!store.write([&](Transaction &tx) { return ensureQueue(tx, QStringLiteral("a b"), {}); }).ok());
}

void TestQueue::neverTwoReceiversAtOnce()
{
    REMIRAI_OPEN_STORE(store);
    const Queue queue = make(store);
    constexpr int kMessages = 200;
    QList<QByteArray> bodies;
    for (int i = 0; i < kMessages; ++i)
        bodies << QByteArray::number(i);
    sendAll(store, queue, bodies);
    std::mutex mutex;
    std::map<QByteArray, int> seen;
    {
        std::vector<std::jthread> receivers;
        for (int i = 0; i < 4; ++i) {
            receivers.emplace_back([&] {
                for (auto batch = take(store, queue, 7); !batch.empty(); batch = take(store, queue, 7)) {
                    const std::lock_guard guard(mutex);
                    for (const ReceivedMessage &received : batch)
                        ++seen[received.message.body];
                }
            });
        }
    }
    QCOMPARE(seen.size(), size_t(kMessages));
    QVERIFY(std::all_of(seen.begin(), seen.end(), [](const auto &entry) { return entry.second == 1; }));
}

void TestQueue::withoutDeadLetterQueueNothingIsDropped()
{
    REMIRAI_OPEN_STORE(store);
    QueueSettings settings;
    settings.maxReceiveCount = 0;
    const Queue queue = make(store, settings);
    sendAll(store, queue, {"poison"});
    const auto received = take(store, queue, 1);
    const auto kept =
        store.write([&](Transaction &tx) { return deadLetter(tx, queue, received[0].message, QStringLiteral("bad")); });
    QVERIFY(kept.ok());
    QCOMPARE(store.counts(queue).total(), 1);
}

QTEST_GUILESS_MAIN(TestQueue)
#include "tst_queue.moc"
