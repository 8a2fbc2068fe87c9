// SPDX-License-Identifier: GPL-3.0-or-later
// How operations end and are followed up: stopped, passed over, interrupted, forgotten.
#include "core/domain/errorsignature.h"
#include "core/services/operationrunner.h"
#include "core/storage/operationstore.h"
#include "tests/conformance/store.h"

#include <QtTest>

using namespace remirai;

class TestOperationEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreGivenAgain_data() { Store::addBackendRows(); }
    void numbersAreGivenAgain();

private:
    Backends m_backends;
};

// SQLite gives the number of a deleted message to the next one, which is not what was brought back.
void TestOperationEnds::numbersAreGivenAgain()
{
    REMIRAI_OPEN_STORE(store);
    QueueSettings settings;
    settings.maxReceiveCount = 1;
    const Queue queue =
        store.write([&](Transaction &tx) { return ensureQueue(tx, QStringLiteral("mail"), settings); }).value();
    QVERIFY(store.write([&](Transaction &tx) -> Result<bool> {
        if (const auto sent = send(tx, queue, {"letter", {}, {}, {}}); !sent)
            return sent.error();
        const auto got = receive(tx, queue, 1, 30'000);
        return deadLetter(tx, queue, got.value().messages.at(0).message, QStringLiteral("broken"));
    }));
    const Operation redrive = store.operate(OperationKind::Redrive, QStringLiteral("mail-dlq")).value();
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

QTEST_GUILESS_MAIN(TestOperationEnds)
#include "tst_operationends.moc"
