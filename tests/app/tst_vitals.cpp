// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/vitals.h"
#include "tests/support/testenvironment.h"

#include <QTest>
#include <cmath>

using namespace remirai;

namespace {

// A server whose watch looks at the end of each second.
class Served
{
public:
    Vitals secondWith(int requests, qint64 durationUs)
    {
        m_environment.advanceMs(1'000);
        for (int i = 0; i < requests; ++i)
            m_recorder.record("GET", "/", 200, durationUs);
        return m_vitals.read({});
    }
    void pass(qint64 ms) { m_environment.advanceMs(ms); }

private:
    TestEnvironment m_environment;
    Metrics m_metrics;
    RequestRecorder m_recorder{m_metrics};
    VitalsReader m_vitals{m_environment, m_metrics, {}};
};

} // namespace

class TestVitals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlowMinuteIsSeenAndPasses();
    void theFirstMinuteIsWhatThereIs();
    void aLateLookTakesNothingOlder();
};

void TestVitals::theFirstMinuteIsWhatThereIs()
{
    Served served;
    QVERIFY(std::isnan(served.secondWith(0, 0).minuteP50Ms));
    const Vitals vitals = served.secondWith(1, 700);
    QVERIFY(vitals.minuteP50Ms > 0.5 && vitals.minuteP50Ms <= 1);
    QVERIFY(vitals.minuteP99Ms > 0.5 && vitals.minuteP99Ms <= 1);
}

// A thousand quick requests a second for ten minutes do not drown ten slow ones a second, and these are gone when their
// minute is.
void TestVitals::aSlowMinuteIsSeenAndPasses()
{
    Served served;
    Vitals vitals;
    for (int second = 0; second < 600; ++second)
        vitals = served.secondWith(1'000, 700);
    QVERIFY(vitals.minuteP99Ms <= 1);
    for (int second = 0; second < 60; ++second)
        vitals = served.secondWith(10, 400'000);
    QVERIFY2(vitals.minuteP50Ms > 250 && vitals.minuteP50Ms <= 500, qPrintable(QString::number(vitals.minuteP50Ms)));
    for (int second = 0; second < 59; ++second)
        vitals = served.secondWith(10, 700);
    QVERIFY2(vitals.minuteP99Ms > 250, qPrintable(QString::number(vitals.minuteP99Ms))); // one slow second is left
    vitals = served.secondWith(10, 700);
    QVERIFY2(vitals.minuteP99Ms <= 1, qPrintable(QString::number(vitals.minuteP99Ms)));
    for (int second = 0; second < 60; ++second)
        vitals = served.secondWith(0, 0);
    QVERIFY(std::isnan(vitals.minuteP50Ms) && std::isnan(vitals.minuteP99Ms));
}

void TestVitals::aLateLookTakesNothingOlder()
{
    Served served;
    served.secondWith(100, 400'000);
    served.pass(90'000); // nobody looked
    QVERIFY(std::isnan(served.secondWith(0, 0).minuteP50Ms));
    served.pass(90'000);
    QVERIFY(served.secondWith(1, 700).minuteP99Ms <= 1);
}

QTEST_APPLESS_MAIN(TestVitals)
#include "tst_vitals.moc"
