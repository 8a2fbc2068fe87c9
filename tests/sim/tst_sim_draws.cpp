// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/counts.h"
#include "sim/engine/law.h"
#include "sim/engine/philox.h"
#include "sim/engine/reals.h"
#include "sim/preview/closedforms.h"
#include "sim/stats/histogram.h"
#include "sim/stats/student.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace remirai::sim;

class TestDraws : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Known answers of Random123's philox4x64 with 10 rounds.
    void philoxKnownAnswers()
    {
        const PhiloxBlock zero{0x16554d9eca36314cULL, 0xdb20fe9d672d0fdcULL, 0xd7e772cee186176bULL,
                               0x7e68b68aec7ba23bULL};
        QVERIFY(philox({0, 0, 0, 0}, 0, 0) == zero);
        const quint64 ones = ~quint64(0);
        const PhiloxBlock full{0x87b092c3013fe90bULL, 0x438c3c67be8d0224ULL, 0x9cc7d7c69cd777b6ULL,
                               0xa09caebf594f0ba0ULL};
        QVERIFY(philox({ones, ones, ones, ones}, ones, ones) == full);
    }

    void elementaryFunctions()
    {
        for (double x = 1e-12; x < 1e12; x *= 1.37)
            QVERIFY2(std::abs(logOf(x) - std::log(x)) <= 2e-16 * std::max(1.0, std::abs(std::log(x))) * 2,
                     qPrintable(QString::number(x)));
        for (double x = -600; x < 600; x += 0.731)
            QVERIFY(std::abs(expOf(x) / std::exp(x) - 1) < 1e-15);
        for (double x = 1e-9; x < 20; x *= 1.21)
            QVERIFY(std::abs(oneMinusExp(x) / -std::expm1(-x) - 1) < 1e-13);
        QCOMPARE(normalQuantile(0.5), 0.0);
        QVERIFY(std::abs(normalQuantile(0.975) - 1.959963984540054) < 1e-14);
        QVERIFY(std::abs(normalQuantile(1e-10) + 6.361340902404056) < 1e-12);
        for (qint64 n : {0, 1, 5, 15, 16, 100, 600'000})
            QVERIFY(std::abs(logFactorial(n) - std::lgamma(double(n) + 1)) <= 1e-13 * (1 + std::lgamma(double(n) + 1)));
    }

    // z-tests on mean and variance; the seed is fixed, so this is deterministic.
    void counts_data()
    {
        QTest::addColumn<double>("mean");
        for (const double mean : {0.02, 0.7, 4.0, 9.9, 10.1, 80.0, 5'000.0, 600'000.0})
            QTest::newRow(qPrintable(QString::number(mean))) << mean;
    }
    void counts()
    {
        QFETCH(double, mean);
        constexpr int kDraws = 100'000;
        const Stream stream{7, streamId("test"), 0};
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < kDraws; ++i) {
            Uniforms uniforms(stream, static_cast<quint64>(i));
            const auto k = static_cast<double>(poissonCount(mean, uniforms)) - mean;
            sum += k;
            squares += k * k;
        }
        QVERIFY2(std::abs(sum / kDraws) / std::sqrt(mean / kDraws) < 4.5, qPrintable(QString::number(sum / kDraws)));
        const double spread = std::sqrt((mean + 2 * mean * mean) / kDraws);
        QVERIFY(std::abs(squares / kDraws - mean) / spread < 4.5);
    }

    void binomials_data()
    {
        QTest::addColumn<qint64>("n");
        QTest::addColumn<double>("p");
        QTest::newRow("few") << qint64(20) << 0.1;
        QTest::newRow("half") << qint64(50) << 0.5;
        QTest::newRow("most") << qint64(1'000) << 0.93;
        QTest::newRow("many") << qint64(600'000) << 0.31;
        QTest::newRow("rare") << qint64(600'000) << 1e-6;
    }
    void binomials()
    {
        QFETCH(qint64, n);
        QFETCH(double, p);
        constexpr int kDraws = 100'000;
        const Stream stream{8, streamId("test"), 0};
        const double mean = double(n) * p;
        const double variance = mean * (1 - p);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < kDraws; ++i) {
            Uniforms uniforms(stream, static_cast<quint64>(i));
            const qint64 k = binomialCount(n, p, uniforms);
            QVERIFY(k >= 0 && k <= n);
            sum += double(k) - mean;
            squares += (double(k) - mean) * (double(k) - mean);
        }
        QVERIFY(std::abs(sum / kDraws) / std::sqrt(variance / kDraws) < 4.5);
        QVERIFY(std::abs(squares / kDraws - variance) / std::sqrt((variance + 2 * variance * variance) / kDraws) < 4.5);
    }

    void laws()
    {
        const Law law = Law::lognormal(30e9, 0.5);
        double sum = 0;
        double squares = 0;
        constexpr int kPoints = 1'000'000;
        for (int i = 0; i < kPoints; ++i) {
            const double x = law.quantile((i + 0.5) / kPoints) / 30e9;
            sum += x;
            squares += x * x;
        }
        QVERIFY(std::abs(sum / kPoints - 1) < 1e-5);
        QVERIFY(std::abs(squares / kPoints - 1.25) < 1e-3);
        QVERIFY(std::abs(law.cv() - 0.5) < 1e-12);
        for (double u = 1e-6; u < 1; u += 0.00037)
            QVERIFY(std::abs(static_cast<double>(law.draw(u)) / law.quantile(u) - 1) < 6e-5);
        const Law measured = Law::empirical({3, 1, 2});
        QCOMPARE(measured.draw(0.01), qint64(1));
        QCOMPARE(measured.draw(0.5), qint64(2));
        QCOMPARE(measured.draw(0.99), qint64(3));
    }

    // What a timeout does to each law, beside the mean of many draws.
    void lawsWithALimit()
    {
        const Law laws[] = {Law::deterministic(30e9), Law::exponential(30e9), Law::lognormal(30e9, 0.5),
                            Law::empirical({10e9, 20e9, 60e9})};
        constexpr int kPoints = 100'000;
        for (const Law &law : laws) {
            for (const double limit : {5e9, 20e9, 30e9, 90e9}) {
                double above = 0;
                double sum = 0;
                for (int i = 0; i < kPoints; ++i) {
                    const auto drawn = static_cast<double>(law.draw((i + 0.5) / kPoints));
                    above += drawn > limit ? 1.0 / kPoints : 0;
                    sum += std::min(drawn, limit) / kPoints;
                }
                QVERIFY2(std::abs(law.shareAbove(limit) - above) < 1e-4, qPrintable(QString::number(limit)));
                QVERIFY2(std::abs(law.meanUpTo(limit) / sum - 1) < 1e-4, qPrintable(QString::number(limit)));
            }
        }
    }

    void histogram()
    {
        for (qint64 ns : {qint64(0), qint64(1), qint64(255), qint64(256), qint64(12'345), qint64(30'000'000'000),
                          qint64(1) << 60}) {
            const double value = Histogram::valueOf(Histogram::bucketOf(ns));
            QVERIFY2(std::abs(value - double(ns)) <= double(ns) / 250, qPrintable(QString::number(ns)));
        }
        Histogram histogram;
        QVERIFY(std::isnan(histogram.quantile(0.5)));
        for (qint64 i = 1; i <= 1'000; ++i)
            histogram.add(i * 1'000);
        QVERIFY(std::abs(histogram.quantile(0.95) / 950'000 - 1) < 0.005);
        QVERIFY(histogram.quantile(1) <= double(histogram.max())); // p99 above the maximum confuses people
    }

    void student()
    {
        QVERIFY(std::abs(studentQuantile(0.975, 1) - 12.706204736174698) < 1e-8);
        QVERIFY(std::abs(studentQuantile(0.975, 4) - 2.7764451051977987) < 1e-9);
        QVERIFY(std::abs(studentQuantile(0.975, 19) - 2.093024054408263) < 1e-9);
        QVERIFY(std::abs(studentQuantile(0.025, 199) + 1.9719565442493954) < 1e-9);
    }

    void closedForms()
    {
        QVERIFY(std::abs(erlangB(8, 10) - 0.12166106) < 5e-9);
        QVERIFY(std::abs(erlangB(90, 100) - 0.02695738) < 5e-9);
        QVERIFY(std::abs(erlangB(120, 100) - 0.19626999) < 5e-9);
        QVERIFY(std::abs(erlangB(300'000, 100) - 0.99967) < 5e-6);
        QVERIFY(std::abs(meanWaitMMc(1.6, 1, 2) - 1.777778) < 1e-6);
        QVERIFY(std::abs(meanWaitMMc(9, 1, 10) - 0.668732) < 1e-6);
        QVERIFY(std::abs(meanWaitMMc(95, 1, 100) - 0.101291) < 1e-6);
        QVERIFY(std::abs(callsPerJob(0.05, 3) - 1.0525) < 1e-12);
        QCOMPARE(serversForWait(36.5, 0.05), 48);
        QCOMPARE(serversForWait(109.6, 0.05), 129);
    }
};

QTEST_GUILESS_MAIN(TestDraws)
#include "tst_sim_draws.moc"
