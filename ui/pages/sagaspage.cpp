// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sagaspage.h"

#include "ui/models/columns.h"
#include "ui/pages/sagaview.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/funnel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSplitter>
#include <QTabWidget>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

QLineEdit *searchField(const QString &placeholder)
{
    auto *field = new QLineEdit;
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(placeholder);
    field->setClearButtonEnabled(true);
    return field;
}

QWidget *listWith(QComboBox *filter, QLineEdit *search, DataTable *table)
{
    auto *box = new QWidget;
    auto *bar = new QHBoxLayout;
    bar->addWidget(filter);
    bar->addWidget(search, 1);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, kGap, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(table, 1);
    return box;
}

} // namespace

SagasPage::SagasPage(Session &session, QWidget *parent)
    : PageWidget(u"Personas & sagas"_s, session, parent)
    , m_tabs(new QTabWidget)
    , m_state(new QComboBox)
    , m_status(new QComboBox)
    , m_sagaSearch(searchField(u"An id, or part of the error"_s))
    , m_personaSearch(searchField(u"An id, an e-mail address, or part of the error"_s))
    , m_sagas(new DataTable(u"Sagas"_s))
    , m_personas(new DataTable(u"Personas"_s))
    , m_view(new SagaView(session))
    , m_sagaList(
          session, this, sagaColumns(clock()), sagaPage,
          [this](const QString &cursor) {
              return operatorPath(u"/sagas"_s,
                                  {{u"state"_s, m_state->currentData().toString()},
                                   {u"q"_s, m_sagaSearch->text().trimmed()},
                                   {u"limit"_s, u"100"_s},
                                   {u"cursor"_s, cursor}});
          },
          [this](const Error *error) { told(m_sagas, error); })
    , m_personaList(
          session, this, personaColumns(clock()), personaPage,
          [this](const QString &cursor) {
              return operatorPath(u"/personas"_s,
                                  {{u"status"_s, m_status->currentData().toString()},
                                   {u"q"_s, m_personaSearch->text().trimmed()},
                                   {u"limit"_s, u"100"_s},
                                   {u"cursor"_s, cursor}});
          },
          [this](const Error *error) { told(m_personas, error); })
{
    m_tabs->addTab(buildSagas(), u"Sagas"_s);
    m_tabs->addTab(buildPersonas(), u"Personas"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(u"Sagas and personas"_s);
    auto *split = new QSplitter(Qt::Horizontal);
    split->addWidget(m_tabs);
    split->addWidget(m_view);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setChildrenCollapsible(false);
    body()->addWidget(split, 1);
    addAction(u"Read anew"_s, u"F5"_s, Role::Viewer, [this] { reload(); });
    addKey(u"P"_s, u"Personas"_s, [this] { m_tabs->setCurrentIndex(1); });
    addKey(u"S"_s, u"Sagas"_s, [this] { m_tabs->setCurrentIndex(0); });
    addKey(u"R"_s, u"Retry the chosen saga"_s, [this] { m_view->retry(); });
    addKey(u"/"_s, u"Search"_s, [this] { (m_tabs->currentIndex() == 0 ? m_sagaSearch : m_personaSearch)->setFocus(); });
    connect(m_tabs, &QTabWidget::currentChanged, this, &SagasPage::reload);
    // The list stands still, but what it says of the saga beside it is what is said there.
    connect(m_view, &SagaView::sagaRead, this, [this](const SagaRow &saga) { m_sagaList.model()->setRow(saga); });
}

QWidget *SagasPage::buildSagas()
{
    m_state->addItem(u"all states"_s, QString());
    for (const SagaState state : {SagaState::Running, SagaState::Completed, SagaState::Failed})
        m_state->addItem(toString(state), toString(state));
    m_state->setAccessibleName(u"State"_s);
    m_sagas->show(m_sagaList.model(), DataTable::Order::Fixed);
    connect(m_state, &QComboBox::currentIndexChanged, this, &SagasPage::reload);
    connect(m_sagaSearch, &QLineEdit::returnPressed, this, &SagasPage::reload);
    connect(m_sagas, &DataTable::chosen, this, [this] {
        if (const SagaRow *saga = m_sagaList.model()->rowAt(m_sagas->currentSource()))
            m_view->showSaga(saga->id);
    });
    return listWith(m_state, m_sagaSearch, m_sagas);
}

QWidget *SagasPage::buildPersonas()
{
    m_status->addItem(u"all statuses"_s, QString());
    for (const PersonaStatus status : {PersonaStatus::Pending, PersonaStatus::Synthesizing,
                                       PersonaStatus::GeneratingImage, PersonaStatus::Ready, PersonaStatus::Failed})
        m_status->addItem(wordFor(status), toString(status));
    m_status->setAccessibleName(u"Status"_s);
    m_personas->show(m_personaList.model(), DataTable::Order::Fixed);
    connect(m_status, &QComboBox::currentIndexChanged, this, &SagasPage::reload);
    connect(m_personaSearch, &QLineEdit::returnPressed, this, &SagasPage::reload);
    connect(m_personas, &DataTable::chosen, this, [this] {
        const PersonaRow *persona = m_personaList.model()->rowAt(m_personas->currentSource());
        if (persona && !persona->sagaId.isEmpty())
            m_view->showSaga(persona->sagaId);
    });
    return listWith(m_status, m_personaSearch, m_personas);
}

void SagasPage::focusMain()
{
    (m_tabs->currentIndex() == 0 ? m_sagas : m_personas)->setFocus();
}

void SagasPage::showSaga(const QString &sagaId)
{
    m_tabs->setCurrentIndex(0);
    m_sagaSearch->setText(sagaId);
    m_state->setCurrentIndex(0);
    reload();
    m_view->showSaga(sagaId);
}

void SagasPage::showPersonas(PersonaStatus status)
{
    m_tabs->setCurrentIndex(1);
    m_status->setCurrentIndex(m_status->findData(toString(status)));
}

void SagasPage::arrive()
{
    if (!m_sagas->hasChosen() && !m_personas->hasChosen())
        reload();
    m_view->refresh();
}

void SagasPage::tick()
{
    m_view->refresh();
    m_sagaList.model()->refreshTexts();
    setSubtitle(m_readAtMs == 0 ? QString()
                                : u"Lists as of %1; F5 reads them anew"_s.arg(agoText(m_readAtMs, session().nowMs())));
}

void SagasPage::forget()
{
    m_sagaList.forget();
    m_personaList.forget();
    m_view->forget();
    m_readAtMs = 0;
}

void SagasPage::reload()
{
    if (!isVisible())
        return;
    m_readAtMs = session().nowMs();
    (m_tabs->currentIndex() == 0 ? m_sagas : m_personas)->clearSelection(); // who asks anew wants the true order
    if (m_tabs->currentIndex() == 0)
        m_sagaList.reload();
    else
        m_personaList.reload();
}

void SagasPage::told(DataTable *table, const Error *error)
{
    table->setEmptyText(error ? u"The list cannot be read"_s : u"Nothing matches"_s,
                        error ? error->message : u"Another filter or search finds more."_s);
}

} // namespace remirai::ui
