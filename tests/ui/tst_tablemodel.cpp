// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of item models: whatever is merged in, views can follow, and what is open stays.
#include "ui/models/columns.h"
#include "ui/models/tablemodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QTest>

using namespace remirai::ui;

namespace {

std::vector<QueueStatus> queuesNamed(const QStringList &names, qint64 depth = 0)
{
    std::vector<QueueStatus> rows;
    for (const QString &name : names) {
        QueueStatus row;
        row.name = name;
        row.depth = depth;
        rows.push_back(row);
    }
    return rows;
}

QStringList namesIn(const TableModel<QueueStatus> &model)
{
    QStringList names;
    for (const QueueStatus &row : model.rows())
        names << row.name;
    return names;
}

Columns<QueueStatus> columns()
{
    Column<QueueStatus> name;
    name.title = QStringLiteral("Queue");
    name.text = [](const QueueStatus &row) { return row.name; };
    Column<QueueStatus> depth;
    depth.title = QStringLiteral("Depth");
    depth.isFigure = true;
    depth.text = [](const QueueStatus &row) { return QString::number(row.depth); };
    return {name, depth};
}

} // namespace

class TestTableModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesAnythingIntoAnything();
    void whatIsOpenStays();
    void textsForReaders();
};

void TestTableModel::mergesAnythingIntoAnything()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    TableModel<QueueStatus> model(columns());
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int round = 0; round < 300; ++round) {
        QStringList names;
        for (int i = 0; i < 12; ++i)
            names << QString::number(i);
        std::shuffle(names.begin(), names.end(), random);
        names.resize(static_cast<qsizetype>(random.bounded(13)));
        model.setRows(queuesNamed(names, round));
        QCOMPARE(namesIn(model), names);
        for (const QueueStatus &row : model.rows())
            QCOMPARE(row.depth, qint64(round));
    }
}

void TestTableModel::whatIsOpenStays()
{
    TableModel<QueueStatus> model(columns());
    model.setRows(queuesNamed({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
    const QPersistentModelIndex open = model.index(1, 0);
    model.setRows(queuesNamed({QStringLiteral("x"), QStringLiteral("c"), QStringLiteral("b"), QStringLiteral("y")}, 7));
    QVERIFY(open.isValid());
    QCOMPARE(open.data().toString(), QStringLiteral("b"));
    QCOMPARE(open.row(), 2);
    model.setRows(queuesNamed({QStringLiteral("x")}));
    QVERIFY(!open.isValid());
}

void TestTableModel::textsForReaders()
{
    TableModel<QueueStatus> model(columns());
    model.setRows(queuesNamed({QStringLiteral("a")}, 42));
    QCOMPARE(model.index(0, 1).data(Qt::AccessibleTextRole).toString(), QStringLiteral("Depth: 42"));
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Depth"));
}

QTEST_GUILESS_MAIN(TestTableModel)
#include "tst_tablemodel.moc"
