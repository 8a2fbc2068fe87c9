// SPDX-License-Identifier: GPL-3.0-or-later
// "Simulate this system": what an overview says becomes the start of a scenario.
#include "sim/scenario/measured.h"
#include "ui/window/planning.h"

#include <QTest>

using namespace remirai;
using namespace remirai::ui;

class TestPlanning : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheSagasQueues();
    void nothingMeasured();
};

void TestPlanning::takesTheSagasQueues()
{
    QueueStatus dead;
    dead.name = QStringLiteral("persona-generation-queue-dlq");
    QueueStatus persona;
    persona.name = QStringLiteral("persona-generation-queue");
    persona.arrivalsPerSecond = 3.5;
    persona.completionsPerSecond = 3;
    persona.serviceTimeMs = 30'000;
    persona.minSlots = 10;
    persona.maxSlots = 100;
    persona.visibilityTimeoutMs = 180'000;
    persona.maxReceiveCount = 5;
    QueueStatus image = persona;
    image.name = QStringLiteral("image-generation-queue");
    image.serviceTimeMs = 12'000;
    QueueStatus foreign = persona;
    foreign.name = QStringLiteral("orders");
    foreign.completionsPerSecond = 0;
    OverviewStatus overview;
    overview.queues = {dead, image, foreign, persona};
    overview.failuresPerSecond = 2;

    const sim::MeasuredSystem measured = measuredSystem(overview);
    QCOMPARE(measured.jobsPerSecond, 3.5);
    QCOMPARE(measured.maxSlots, 100);
    QCOMPARE(measured.steps.size(), size_t(2));
    QCOMPARE(measured.steps[0].name, QStringLiteral("synthesis"));
    QCOMPARE(measured.steps[0].meanSeconds, 30.0);
    QCOMPARE(measured.steps[1].meanSeconds, 12.0);
    QCOMPARE(measured.steps[1].failureShare, 0.25);
}

void TestPlanning::nothingMeasured()
{
    const sim::MeasuredSystem measured = measuredSystem({});
    QVERIFY(measured.steps.empty());
    QCOMPARE(measured.jobsPerSecond, 0.0);
}

QTEST_GUILESS_MAIN(TestPlanning)
#include "tst_planning.moc"
