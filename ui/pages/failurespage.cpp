// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/failurespage.h"

#include "ui/models/columns.h"
#include "ui/pages/operationdialog.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"

#include <QComboBox>

namespace remirai::ui {

using namespace Qt::StringLiterals;

FailuresPage::FailuresPage(Session &session, QWidget *parent)
    : PageWidget(u"Failures"_s, session, parent)
    , m_window(new QComboBox)
    , m_groups(new DataTable(u"Failures"_s))
    , m_samples(new DataTable(u"Samples"_s))
    , m_samplesTitle(label(u"Samples"_s, "heading"))
    , m_groupModel(new TableModel<FailureGroup>(failureColumns(clock()), this))
    , m_sampleModel(new TableModel<FailureSample>(sampleColumns(clock()), this))
{
    for (const QString &window : {u"1h"_s, u"3h"_s, u"24h"_s, u"3d"_s, u"7d"_s})
        m_window->addItem(u"last "_s + window, window);
    m_window->setCurrentIndex(2);
    m_window->setAccessibleName(u"Window"_s);
    m_groups->show(m_groupModel, DataTable::Order::Sortable);
    m_groups->setSelectionMode(QAbstractItemView::SingleSelection);
    m_samples->show(m_sampleModel, DataTable::Order::Fixed);
    m_samples->setEmptyText(QString(), QString());
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_window);
    bar->addStretch();
    body()->addLayout(bar);
    body()->addWidget(m_groups, 3);
    body()->addWidget(m_samplesTitle);
    body()->addWidget(m_samples, 2);
    addAction(
        u"Redrive…"_s, u"D"_s, Role::Operator, [this] { operate(OperationKind::Redrive); }, "primary");
    addAction(u"Retry…"_s, u"R"_s, Role::Operator, [this] { operate(OperationKind::Retry); });
    addAction(u"Park…"_s, u"P"_s, Role::Operator, [this] { operate(OperationKind::Park); });
    addAction(
        u"Delete…"_s, u"Shift+X"_s, Role::Admin, [this] { operate(OperationKind::Delete); }, "danger");
    addKey(u"W"_s, u"To the window of time"_s, [this] { m_window->setFocus(); });
    addKey(u"S"_s, u"To the samples; Return opens the saga"_s, [this] { m_samples->setFocus(); });
    connect(m_window, &QComboBox::currentIndexChanged, this, &FailuresPage::read);
    connect(m_groups, &DataTable::chosen, this, &FailuresPage::showSamples);
    connect(m_samples, &DataTable::opened, this, [this] {
        if (const FailureSample *sample = m_sampleModel->rowAt(m_samples->currentSource()))
            Q_EMIT sagaWanted(sample->sagaId);
    });
}

void FailuresPage::focusMain()
{
    m_groups->setFocus();
}

void FailuresPage::arrive()
{
    read();
}

void FailuresPage::tick()
{
    if (!m_question.isOpen())
        read();
}

void FailuresPage::forget()
{
    m_question.drop();
    m_groupModel->clear();
    m_sampleModel->clear();
}

void FailuresPage::read()
{
    session().client().get<FailureReport>(
        operatorPath(u"/failures"_s, {{u"window"_s, m_window->currentData().toString()}}), this, failuresIn,
        [this, question = m_question.ask()](Result<FailureReport> &&report) {
            if (!m_question.close(question))
                return;
            if (report)
                show(std::move(*report));
            else if (session().link() == Link::Online)
                m_groups->setEmptyText(u"The failures cannot be shown"_s, report.error().message);
        });
}

void FailuresPage::show(FailureReport &&report)
{
    setSubtitle(report.total == 0
                    ? u"Nothing failed in the window"_s
                    : u"%1 of %2%3"_s.arg(countOf(report.total, u"failed attempt"_s, u"failed attempts"_s),
                                          countOf(static_cast<qint64>(report.groups.size()), u"kind"_s, u"kinds"_s),
                                          report.truncated ? u"; only the 200 most frequent are shown"_s : QString()));
    m_groups->setEmptyText(u"Nothing failed"_s,
                           u"No attempt failed in this window. Choose a longer one to look back."_s);
    m_groupModel->setRows(std::move(report.groups));
    m_groupModel->refreshTexts();
    showSamples();
}

void FailuresPage::showSamples()
{
    const FailureGroup *group = m_groupModel->rowAt(m_groups->currentSource());
    setPlainText(m_samplesTitle, group ? u"Samples of “%1”"_s.arg(group->text.left(80)) : u"Samples"_s);
    m_samples->setEmptyText(group ? u"No sample is kept"_s : u"Choose a failure"_s,
                            u"Its samples appear here; Return opens the saga."_s);
    m_sampleModel->setRows(group ? group->samples : std::vector<FailureSample>());
}

void FailuresPage::operate(OperationKind kind)
{
    const FailureGroup *group = m_groupModel->rowAt(m_groups->currentSource());
    if (!group)
        return setSubtitle(u"Choose a failure first"_s);
    OperationPlan plan;
    plan.kind = kind;
    plan.filter = {{u"error_signature"_s, group->signature}};
    QString what = u"“%1”"_s.arg(group->text.left(60));
    switch (kind) {
    case OperationKind::Redrive:
        plan.filter.insert(u"queue"_s, group->queue);
        what.prepend(u"dead letters of "_s);
        break;
    case OperationKind::Park:
        plan.filter.insert(u"queue"_s, group->queue);
        what.prepend(u"messages still retrying "_s);
        break;
    case OperationKind::Retry:
        plan.filter.insert(u"step"_s, group->step);
        what.prepend(u"failed sagas of "_s);
        break;
    case OperationKind::Delete:
    case OperationKind::Purge:
        plan.filter.insert(u"queue"_s, QString(group->queue + u"-dlq"_s));
        what.prepend(u"dead letters of "_s);
        break;
    }
    auto *dialog = new OperationDialog(session(), plan, what, this);
    connect(dialog, &OperationDialog::started, this, &PageWidget::operationsWanted);
    dialog->open();
}

} // namespace remirai::ui
