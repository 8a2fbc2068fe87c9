// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/operationspage.h"

#include "ui/models/columns.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"

#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

QString detailOf(const OperationRow &row)
{
    QStringList parts;
    parts << u"%1 of %2 done"_s.arg(countText(row.done), row.matched ? countText(*row.matched) : u"?"_s);
    if (row.skipped > 0)
        parts << u"%1 skipped (%2)"_s.arg(countText(row.skipped), row.skippedReasons);
    if (row.diedAgain > 0 || row.pending > 0)
        parts << u"%1 died again, %2 not ended yet"_s.arg(countText(row.diedAgain), countText(row.pending));
    if (row.newSinceStart > 0)
        parts << u"%1 new since it started"_s.arg(countText(row.newSinceStart));
    if (row.isRunning() && row.etaMs)
        parts << u"about %1 left"_s.arg(durationText(*row.etaMs));
    if (row.canary > 0)
        parts << u"canary of %1"_s.arg(countText(row.canary));
    if (row.ratePerSecond > 0)
        parts << u"at most %1/s"_s.arg(countText(row.ratePerSecond));
    if (row.stopOnRedeathRatio)
        parts << u"stops when %1 die again"_s.arg(percentText(*row.stopOnRedeathRatio));
    QString text = parts.join(u" · "_s);
    if (!row.note.isEmpty())
        text += u"\n"_s + row.note;
    return text + u"\nFilter: "_s + row.filter;
}

} // namespace

OperationsPage::OperationsPage(Session &session, QWidget *parent)
    : PageWidget(u"Operations"_s, session, parent)
    , m_outboxBox(new QWidget)
    , m_outbox(new DataTable(u"Waiting to be sent"_s))
    , m_table(new DataTable(u"Operations"_s))
    , m_detail(wrappedLabel(QString(), "soft"))
    , m_outboxModel(new TableModel<OutboxEntry>(outboxColumns(clock()), this))
    , m_list(
          session, this, operationColumns(clock()), operationPage,
          [](const QString &cursor) {
              return operatorPath(u"/operations"_s, {{u"cursor"_s, cursor}});
          },
          [this](const Error *error) {
              m_table->setEmptyText(error ? u"The audit log cannot be read"_s : u"Nobody did anything yet"_s,
                                    error ? error->message
                                          : u"Pauses, redrives and all other actions will stand here."_s);
              showDetail();
          })
{
    auto *waiting = new QVBoxLayout(m_outboxBox);
    waiting->setContentsMargins(0, 0, 0, 0);
    waiting->setSpacing(kGap);
    waiting->addWidget(label(u"Waiting to be sent"_s, "heading"));
    waiting->addWidget(m_outbox);
    m_outbox->setMaximumHeight(160);
    m_outbox->show(m_outboxModel, DataTable::Order::Fixed);
    auto *buttons = new QHBoxLayout;
    QPushButton *send = button(u"Send after all"_s);
    QPushButton *discard = button(u"Discard"_s);
    buttons->addStretch();
    buttons->addWidget(send);
    buttons->addWidget(discard);
    waiting->addLayout(buttons);
    body()->addWidget(m_outboxBox);
    m_table->show(m_list.model(), DataTable::Order::Fixed);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    body()->addWidget(m_table, 1);
    body()->addWidget(m_detail);
    m_detail->setMinimumHeight(60);
    m_detail->setAlignment(Qt::AlignTop);
    addAction(u"Cancel operation"_s, u"C"_s, Role::Operator, [this] { cancelChosen(); });
    addKey(u"W"_s, u"To what waits to be sent"_s, [this] { m_outbox->setFocus(); });
    addKey(u"S"_s, u"Send what was held after all"_s, [this] { sendChosen(); });
    addKey(u"Shift+X"_s, u"Discard what waits"_s, [this] { discardChosen(); });
    connect(send, &QPushButton::clicked, this, &OperationsPage::sendChosen);
    connect(discard, &QPushButton::clicked, this, &OperationsPage::discardChosen);
    connect(m_table, &DataTable::chosen, this, &OperationsPage::showDetail);
    connect(&session.outbox(), &Outbox::changed, this, &OperationsPage::showOutbox);
    connect(&session.feed(), &LiveFeed::arrived, this, [this](const std::vector<LiveEvent> &events) {
        const bool ours = std::any_of(events.begin(), events.end(), [](const LiveEvent &event) {
            return event.kind.startsWith(u"operation."_s) || event.kind == u"queue.changed";
        });
        if (ours && isVisible() && m_list.model()->rowCount() <= 50 && !m_list.model()->isLoading())
            m_list.reload();
    });
    showOutbox();
}

void OperationsPage::focusMain()
{
    m_table->setFocus();
}

void OperationsPage::arrive()
{
    m_list.reload();
    showOutbox();
}

void OperationsPage::tick()
{
    // Rows keep their keys, so a choice stays; a list that was scrolled far is left alone.
    if (m_list.model()->rowCount() <= 50 && !m_list.model()->isLoading())
        m_list.reload();
}

void OperationsPage::forget()
{
    m_list.forget();
}

void OperationsPage::showOutbox()
{
    std::vector<OutboxEntry> open;
    for (const OutboxEntry &entry : session().outbox().entries()) {
        if (entry.state != SendState::Done)
            open.push_back(entry);
    }
    m_outboxBox->setVisible(!open.empty());
    m_outboxModel->setRows(std::move(open));
}

void OperationsPage::showDetail()
{
    const OperationRow *row = m_list.model()->rowAt(m_table->currentSource());
    setPlainText(m_detail, row ? detailOf(*row) : u"Choose an operation to see how far it is and what it skipped."_s);
    qint64 running = 0;
    for (const OperationRow &one : m_list.model()->rows())
        running += one.isRunning() ? 1 : 0;
    setSubtitle(running > 0 ? countOf(running, u"operation runs"_s, u"operations run"_s) : u"Nothing runs"_s);
}

void OperationsPage::cancelChosen()
{
    const OperationRow *row = m_list.model()->rowAt(m_table->currentSource());
    if (!row || !row->isRunning())
        return;
    command(u"Cancel "_s + row->kind + u" of "_s + row->subject,
            {"POST", operatorPath(u"/operations/"_s + row->id + u"/cancel"_s), "{}", {}},
            [this](const Result<QJsonObject> &) { m_list.reload(); });
}

void OperationsPage::sendChosen()
{
    if (const OutboxEntry *entry = m_outboxModel->rowAt(m_outbox->currentSource()))
        session().outbox().release(QString(entry->key));
}

void OperationsPage::discardChosen()
{
    if (const OutboxEntry *entry = m_outboxModel->rowAt(m_outbox->currentSource()))
        session().outbox().discard(QString(entry->key));
}

} // namespace remirai::ui
