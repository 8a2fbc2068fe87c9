// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/postgresfixture.h"
#include "tests/support/testenvironment.h"

#include <QFileInfo>
#include <QTest>
#include <QUrl>
#include <QUrlQuery>

namespace remirai {

class TestSupport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeMovesByHand()
    {
        TestEnvironment environment(1);
        QCOMPARE(environment.nowMs(), TestEnvironment::kStartMs);
        environment.advanceMs(250);
        environment.setNowMs(environment.nowMs() - 1'000);
        QCOMPARE(environment.nowMs(), TestEnvironment::kStartMs - 750);
        QCOMPARE(environment.steadyMs(), TestEnvironment::kSteadyStartMs + 250);
    }

    void randomnessRepeats()
    {
        TestEnvironment one(7);
        TestEnvironment same(7);
        TestEnvironment other(8);
        const quint64 first = one.random64();
        QCOMPARE(same.random64(), first);
        QVERIFY(one.random64() != first);
        QVERIFY(other.random64() != first);
    }

    void postgresGivesFreshDatabases()
    {
        auto started = PostgresFixture::start();
        REMIRAI_NEED_POSTGRES(started);
        PostgresFixture &postgres = **started;
        const auto first = postgres.createDatabase();
        const auto second = postgres.createDatabase();
        QVERIFY2(first && second, qPrintable(postgres.log()));
        QVERIFY(*first != *second);
        const QUrl url(*first);
        QCOMPARE(url.scheme(), QStringLiteral("postgresql"));
        QCOMPARE(url.userName(), QStringLiteral("remirai"));
        QCOMPARE(QUrlQuery(url).queryItemValue(QStringLiteral("host")), postgres.socketFolder());
        QVERIFY2(postgres.disconnectAll(), qPrintable(postgres.log()));
    }

    void postgresLeavesNothingBehind()
    {
        auto started = PostgresFixture::start();
        REMIRAI_NEED_POSTGRES(started);
        const QString folder = (*started)->socketFolder();
        QVERIFY(QFileInfo::exists(folder));
        started->reset();
        QVERIFY(!QFileInfo::exists(folder));
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestSupport)
#include "tst_support.moc"
