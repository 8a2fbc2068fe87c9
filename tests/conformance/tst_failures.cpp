// SPDX-License-Identifier: GPL-3.0-or-later
// What went wrong, grouped; and workers that died with leases in their hands.
#include "core/services/failures.h"
#include "core/services/leases.h"
#include "tests/conformance/store.h"

using namespace remirai;

class TestFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failures_data() { Store::addBackendRows(); }
    void failures();
    void deadWorkersLeases_data() { Store::addBackendRows(); }
    void deadWorkersLeases();

private:
    Backends m_backends;
};

void TestFailures::failures()
{
    REMIRAI_OPEN_STORE(store);
    store.failSagas(3, QStringLiteral("HTTP 500 (request 1)"));
    store.environment().advanceMs(120'000);
    const auto last = store.failSagas(2, QStringLiteral("HTTP 500 (request 2)"));
    store.failSagas(1, QStringLiteral("no money"));
    const auto report =
        failureReport(store.reader(), failureWindow(u"1h").value(), store.environment().nowMs()).value();
    QCOMPARE(report.total, 6);
    QCOMPARE(report.groups.size(), size_t(2));
    const FailureGroup &group = report.groups[0];
    QCOMPARE(group.text, QStringLiteral("HTTP 500 (request #)"));
    QCOMPARE(group.count, 5);
    QCOMPARE(group.failedNow, 5);
    QCOMPARE(group.trend.size(), size_t(60));
    QCOMPARE(group.trend[59], 2);
    QCOMPARE(group.trend[57], 3);
    QCOMPARE(group.samples.size(), size_t(3));
    QCOMPARE(group.samples[0].sagaId.toString(), last[1].toString());
    QVERIFY(!failureWindow(u"2h"));
    store.environment().advanceMs(2 * 3'600'000);
    QCOMPARE(failureReport(store.reader(), failureWindow(u"1h").value(), store.environment().nowMs()).value().total, 0);
}

void TestFailures::deadWorkersLeases()
{
    REMIRAI_OPEN_STORE(store);
    store.startSaga(store.newOwner(3));
    QVERIFY(store.claim(StepName::Synthesis)); // by the worker “test”
    QVERIFY(!store.claim(StepName::Synthesis));
    const auto end = [&](const QString &dead) {
        return store
            .write([&](Transaction &tx) {
                return endLeasesOfWorkers(tx, store.setup(), [&](const QString &worker) { return worker == dead; });
            })
            .value();
    };
    QCOMPARE(end(QStringLiteral("another")), 0);
    QVERIFY(!store.claim(StepName::Synthesis));
    QCOMPARE(end(QStringLiteral("test")), 1);
    const auto again = store.claim(StepName::Synthesis);
    QVERIFY(again);
    QCOMPARE(again->attempt, 2);
}

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
