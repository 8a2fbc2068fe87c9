// SPDX-License-Identifier: GPL-3.0-or-later
// Which runs stand beside each other.
#include "ui/simulator/notelabel.h"
#include "ui/simulator/runlist.h"

#include <QTest>
#include <QTreeWidget>

using namespace remirai;
using namespace remirai::ui;

class TestRunList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsThirtyRuns()
    {
        RunList list;
        for (int i = 0; i < 40; ++i) {
            sim::ExperimentResult result;
            result.title = QString::number(i);
            result.variants.resize(1);
            list.add(std::make_shared<const sim::ExperimentResult>(result), result.title, true);
        }
        QCOMPARE(list.runCount(), 30);
        QCOMPARE(list.shown().size(), size_t(1));
        QCOMPARE(list.shown().front().result->title, QStringLiteral("39"));
    }

    // Any run can be put beside the others, also the first of many, and names tell them apart.
    void comparesWithTheFirstRun()
    {
        RunList list;
        addRun(list, QStringLiteral("spike"), 1);
        for (int i = 0; i < 3; ++i)
            addRun(list, QStringLiteral("spike workers.max=500"), 1);
        QCOMPARE(labelsOf(list), QStringList(QStringLiteral("spike workers.max=500 (3)")));
        list.show();
        auto *tree = list.findChild<QTreeWidget *>();
        tree->setCurrentItem(tree->topLevelItem(3)->child(0));
        QTest::keyClick(tree, Qt::Key_Space);
        QCOMPARE(labelsOf(list), QStringList({QStringLiteral("spike workers.max=500 (3)"), QStringLiteral("spike")}));
    }

    void sixAtMostAreBesideEachOther()
    {
        RunList list;
        addRun(list, QStringLiteral("old"), 1);
        addRun(list, QStringLiteral("sweep"), 8);
        QCOMPARE(list.shown().size(), size_t(6));
        auto *tree = list.findChild<QTreeWidget *>();
        QTreeWidgetItem *old = tree->topLevelItem(1)->child(0);
        old->setCheckState(0, Qt::Checked); // no room: it says so, and nothing is ticked that is not shown
        QCOMPARE(old->checkState(0), Qt::Unchecked);
        QVERIFY(list.findChild<NoteLabel *>()->text().contains(QStringLiteral("untick one first")));
        tree->topLevelItem(0)->child(2)->setCheckState(0, Qt::Unchecked);
        old->setCheckState(0, Qt::Checked);
        QCOMPARE(labelsOf(list).last(), QStringLiteral("old"));
        QVERIFY(list.findChild<NoteLabel *>()->isHidden());

        addRun(list, QStringLiteral("opened"), 2, false); // takes the place of what stands lowest
        QCOMPARE(list.shown().size(), size_t(6));
        QCOMPARE(labelsOf(list).first(), QStringLiteral("opened: v0"));
        QVERIFY(!labelsOf(list).contains(QStringLiteral("old")));
        QCOMPARE(old->checkState(0), Qt::Unchecked);
    }

private:
    static void addRun(RunList &list, const QString &label, int variants, bool alone = true)
    {
        sim::ExperimentResult result;
        for (int i = 0; i < variants; ++i)
            result.variants.emplace_back().name = QStringLiteral("v%1").arg(i);
        list.add(std::make_shared<const sim::ExperimentResult>(result), label, alone);
    }
    static QStringList labelsOf(const RunList &list)
    {
        QStringList labels;
        for (const ShownVariant &shown : list.shown())
            labels << shown.label;
        return labels;
    }
};

QTEST_MAIN(TestRunList)
#include "tst_runlist.moc"
