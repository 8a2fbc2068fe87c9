// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/measured.h"
#include "ui/simulator/scenariodraft.h"

#include <QDir>
#include <QTest>

using namespace remirai;
using namespace remirai::ui;

class TestScenarioDraft : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyShippedScenarioFillsTheForm_data()
    {
        QTest::addColumn<QString>("name");
        for (const sim::ShippedScenario &scenario : sim::shippedScenarios())
            QTest::newRow(qPrintable(scenario.name)) << scenario.name;
    }
    void everyShippedScenarioFillsTheForm()
    {
        QFETCH(QString, name);
        ScenarioDraft draft;
        draft.useShipped(name);
        QVERIFY(draft.scenario().ok());
        QVERIFY(!draft.value(QStringLiteral("horizon")).isEmpty());
        QVERIFY(!draft.value(QStringLiteral("workers.max")).isEmpty());
        QVERIFY(!draft.value(QStringLiteral("steps.synthesis.latency.mean")).isEmpty());
        // What a field shows is what it means: putting it back changes nothing.
        for (const DraftField &field : draftFields())
            draft.setValue(field.path, draft.value(field.path));
        QVERIFY(!draft.isChanged());
    }

    void changesAreSets()
    {
        ScenarioDraft draft;
        draft.useShipped(QStringLiteral("viral-spike"));
        draft.setValue(QStringLiteral("workers.max"), QStringLiteral("500"));
        draft.setValue(QStringLiteral("clients.patience"), QString()); // for ever
        QCOMPARE(draft.sets(),
                 QStringList({QStringLiteral("clients.patience=null"), QStringLiteral("workers.max=500")}));
        const auto scenario = draft.scenario();
        QVERIFY(scenario.ok());
        QCOMPARE(scenario->variants.front().model.stations.front().scaling.maxSlots, 500);
        QCOMPARE(scenario->variants.front().model.clients.patienceNs, qint64(0));
        draft.setValue(QStringLiteral("workers.max"), QStringLiteral("100")); // as it was
        QCOMPARE(draft.sets().size(), 1);
    }

    // A latency may be written as one time; the form shows it as the mean.
    void plainLatency()
    {
        ScenarioDraft draft;
        draft.useDocument(R"({"version": 1, "name": "s", "horizon": "1h", "arrivals": {"rate": "2/s"},
                              "steps": {"synthesis": {"latency": "5s"}}})",
                          QStringLiteral("s.json"), QDir::tempPath());
        const QString mean = QStringLiteral("steps.synthesis.latency.mean");
        QCOMPARE(draft.value(mean), QStringLiteral("5s"));
        draft.setValue(mean, QStringLiteral("7s"));
        QCOMPARE(draft.sets(), QStringList(QStringLiteral("steps.synthesis.latency=7s")));
        draft.setValue(mean, QStringLiteral("7"));
        const DraftProblems problems = problemsOf(draft.scenario().error());
        QVERIFY(problems.byPath.value(mean).startsWith(QStringLiteral("must be a time like")));
    }

    // A spike can be added to a scenario that has none.
    void addedSpike()
    {
        ScenarioDraft draft;
        draft.useShipped(QStringLiteral("poison-message"));
        draft.setValue(QStringLiteral("arrivals.spikes.0.at"), QStringLiteral("1h"));
        draft.setValue(QStringLiteral("arrivals.spikes.0.rate"), QStringLiteral("50/s"));
        const auto scenario = draft.scenario();
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
        QCOMPARE(scenario->variants.front().model.disturbances.size(), size_t(1));
        const auto text = draft.text();
        QVERIFY(text.ok());
        ScenarioDraft again;
        again.useDocument(*text, QStringLiteral("again"), QDir::tempPath());
        QCOMPARE(again.value(QStringLiteral("arrivals.spikes.0.rate")), QStringLiteral("50/s"));
    }

    void measuredSystem()
    {
        sim::MeasuredSystem measured;
        measured.jobsPerSecond = 1.25;
        measured.steps = {{QStringLiteral("synthesis"), 12.5, 0.4, 0.03}, {QStringLiteral("illustration"), 20, 0.5, 0}};
        measured.maxSlots = 40;
        ScenarioDraft draft;
        draft.useDocument(sim::scenarioFrom(measured), QStringLiteral("measured"), QDir::tempPath());
        const auto scenario = draft.scenario();
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
        const sim::Model &model = scenario->variants.front().model;
        QVERIFY(std::abs(model.stations[0].latency.meanNs() - 12.5e9) < 1);
        QCOMPARE(model.stations[0].failure, 0.03);
        QCOMPARE(model.stations[1].scaling.maxSlots, 40);
        QCOMPARE(draft.value(QStringLiteral("arrivals.rate")), QStringLiteral("1.25/s"));
    }

    // A server that has measured nothing yet still gives a scenario.
    void measuredNothing()
    {
        sim::MeasuredSystem measured;
        measured.steps = {{QStringLiteral("synthesis"), 0, 0.5, 0}};
        const auto scenario = sim::readScenario(sim::scenarioFrom(measured), QStringLiteral("nothing"), {});
        QVERIFY2(scenario.ok(), scenario ? "" : qPrintable(scenario.error().message));
    }
};

QTEST_GUILESS_MAIN(TestScenarioDraft)
#include "tst_scenariodraft.moc"
