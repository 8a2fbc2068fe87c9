// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/queuespage.h"

#include "ui/models/columns.h"
#include "ui/pages/messageinspector.h"
#include "ui/pages/operationdialog.h"
#include "ui/pages/queuecharts.h"
#include "ui/pages/queuedialogs.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"

#include <QJsonDocument>
#include <QSplitter>
#include <QTabWidget>

namespace remirai::ui {

using namespace Qt::StringLiterals;

QueuesPage::QueuesPage(Session &session, QWidget *parent)
    : PageWidget(u"Queues"_s, session, parent)
    , m_table(new DataTable(u"Queues"_s))
    , m_model(new TableModel<QueueStatus>(queueColumns(), this))
    , m_tabs(new QTabWidget)
    , m_charts(new QueueCharts(session))
    , m_messages(new MessageInspector(session))
{
    m_table->show(m_model, DataTable::Order::Sortable);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setRowsShown(6, DataTable::Height::AtLeast);
    m_table->setEmptyText(u"No queue yet"_s, u"They appear with the server's first answer."_s);
    m_tabs->addTab(m_charts, u"History"_s);
    m_tabs->addTab(m_messages, u"Messages"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(u"History and messages"_s);
    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(m_table);
    split->addWidget(m_tabs);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 5);
    split->setChildrenCollapsible(false);
    body()->addWidget(split, 1);
    m_pause = addAction(u"Pause…"_s, u"P"_s, Role::Operator, [this] {
        const QueueStatus *queue = chosen();
        change(static_cast<int>(queue && queue->paused ? QueueDialog::Change::Resume : QueueDialog::Change::Pause));
    });
    addAction(u"Scale…"_s, u"S"_s, Role::Operator, [this] { change(static_cast<int>(QueueDialog::Change::Scale)); });
    addAction(u"Redrive…"_s, u"D"_s, Role::Operator, [this] { operate(OperationKind::Redrive); });
    addAction(
        u"Purge…"_s, u"Shift+X"_s, Role::Admin, [this] { operate(OperationKind::Purge); }, "danger");
    addKey(u"H"_s, u"History of the queue"_s, [this] { m_tabs->setCurrentIndex(0); });
    addKey(u"M"_s, u"Messages of the queue"_s, [this] { m_tabs->setCurrentIndex(1); });
    addKey(u"F5"_s, u"Read its messages anew"_s, [this] { m_messages->reload(); });
    addKey(u"/"_s, u"Search in its messages"_s, [this] {
        m_tabs->setCurrentIndex(1);
        m_messages->focusSearch();
    });
    connect(m_table, &DataTable::chosen, this, &QueuesPage::showChosen);
    connect(m_tabs, &QTabWidget::currentChanged, this, &QueuesPage::showChosen);
    connect(m_messages, &MessageInspector::sagaWanted, this, &PageWidget::sagaWanted);
    connect(&session, &Session::overviewChanged, this, [this] {
        if (isVisible())
            showQueues();
    });
}

void QueuesPage::focusMain()
{
    m_table->setFocus();
}

void QueuesPage::showQueue(const QString &name)
{
    showQueues();
    m_table->selectSource(m_model->rowOf(name));
    showChosen();
}

void QueuesPage::arrive()
{
    showQueues();
    m_charts->refresh();
}

void QueuesPage::tick()
{
    m_charts->refresh();
}

void QueuesPage::forget()
{
    m_model->clear();
    m_messages->forget();
    m_charts->showQueue({});
}

void QueuesPage::showQueues()
{
    if (!session().overview())
        return;
    const bool isFirst = m_model->rowCount() == 0; // later, who chose none wants none
    m_model->setRows(session().overview()->queues);
    if (isFirst && !m_table->hasChosen() && m_model->rowCount() > 0)
        m_table->selectSource(0);
    const QueueStatus *queue = chosen();
    m_pause->setText(queue && queue->paused ? u"Resume…"_s : u"Pause…"_s);
    qint64 backlog = 0;
    for (const QueueStatus &one : m_model->rows())
        backlog += one.isDeadLetters() ? 0 : one.backlog();
    setSubtitle(u"%1, %2 in work"_s.arg(countOf(m_model->rowCount(), u"queue"_s, u"queues"_s),
                                        countOf(backlog, u"message"_s, u"messages"_s)));
}

void QueuesPage::showChosen()
{
    const QueueStatus *queue = chosen();
    if (!queue)
        return;
    m_pause->setText(queue->paused ? u"Resume…"_s : u"Pause…"_s);
    m_charts->showQueue(queue->name);
    m_charts->refresh();
    m_messages->showQueue(queue->name);
}

const QueueStatus *QueuesPage::chosen() const
{
    return m_model->rowAt(m_table->currentSource());
}

void QueuesPage::change(int kind)
{
    const QueueStatus *queue = chosen();
    if (!queue)
        return;
    const auto change = static_cast<QueueDialog::Change>(kind);
    const QString name = queue->name;
    auto *dialog = new QueueDialog(
        *queue, change,
        [this, name, change](const QJsonObject &body) {
            const QString verb = change == QueueDialog::Change::Pause ? u"Pause "_s
                : change == QueueDialog::Change::Resume               ? u"Resume "_s
                                                                      : u"Scale "_s;
            command(verb + name, {"PATCH", operatorPath(u"/queues/"_s + name), QJsonDocument(body).toJson(), {}},
                    [this](const Result<QJsonObject> &) { session().refresh(); });
        },
        this);
    dialog->open();
}

void QueuesPage::operate(OperationKind kind)
{
    const QueueStatus *queue = chosen();
    if (!queue)
        return;
    OperationPlan plan;
    plan.kind = kind;
    plan.filter = {{u"queue"_s, queue->name}};
    const QString what =
        kind == OperationKind::Redrive ? u"dead letters of "_s + queue->name : u"all messages of "_s + queue->name;
    auto *dialog = new OperationDialog(session(), plan, what, this);
    connect(dialog, &OperationDialog::started, this, &PageWidget::operationsWanted);
    dialog->open();
}

} // namespace remirai::ui
