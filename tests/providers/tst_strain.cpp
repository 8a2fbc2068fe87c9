// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/strain.h"
#include "tests/providers/handenvironment.h"

#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace remirai;

class TestStrain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void strainedErrorsAreOfThreeKinds_data()
    {
        QTest::addColumn<double>("unit");
        QTest::addColumn<int>("code");
        QTest::newRow("first") << 0.0 << int(ErrorCode::Unavailable);
        QTest::newRow("most") << 0.69 << int(ErrorCode::Unavailable);
        QTest::newRow("limited") << 0.71 << int(ErrorCode::RateLimited);
        QTest::newRow("late") << 0.99 << int(ErrorCode::Timeout);
    }
    void strainedErrorsAreOfThreeKinds()
    {
        QFETCH(double, unit);
        const Error error = strainedError(unit);
        QTEST(int(error.code), "code");
        QCOMPARE(error.retryAfterMs >= 1'000, error.code == ErrorCode::RateLimited);
        QVERIFY(error.retryAfterMs <= 5'000);
    }

    void strainHonoursRateTimeoutAndStop()
    {
        HandEnvironment environment;
        QVERIFY(endure({0, 0.0}, environment, {}));
        environment.random = 0; // unit 0: below every rate
        QCOMPARE(endure({0, 0.1}, environment, {}).error().code, ErrorCode::Unavailable);
        environment.random = ~0ULL; // just below 1
        QVERIFY(endure({0, 0.99}, environment, {}));
        QCOMPARE(endure({0, 1.0}, environment, {}).error().code, ErrorCode::Timeout);
        QCOMPARE(endure({60'000, 0}, environment, {{}, 20, {}}).error().code, ErrorCode::Timeout);
        std::stop_source stop;
        const std::jthread stopper([&] { stop.request_stop(); });
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(endure({60'000, 0}, environment, {{}, 120'000, stop.get_token()}).error().code,
                 ErrorCode::Unavailable);
        QVERIFY(timer.elapsed() < 1'500);
    }
};

QTEST_GUILESS_MAIN(TestStrain)
#include "tst_strain.moc"
