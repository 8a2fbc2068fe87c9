// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/pagedlist.h"
#include "ui/pages/pagewidget.h"
#include "ui/wire/saga.h"

class QComboBox;
class QLineEdit;
class QTabWidget;

namespace remirai::ui {

class DataTable;
class SagaView;

// Personas and their sagas: filter and search over all of them, page by page; the chosen one beside the list. The lists
// do not move by themselves: a line says that there is news, F5 reads them anew.
class SagasPage : public PageWidget
{
    Q_OBJECT

public:
    explicit SagasPage(Session &session, QWidget *parent = nullptr);
    void focusMain() override;
    void showSaga(const QString &sagaId);
    void showPersonas(PersonaStatus status);

protected:
    void arrive() override;
    void tick() override;
    void forget() override;

private:
    QWidget *buildSagas();
    QWidget *buildPersonas();
    void reload();
    void told(DataTable *table, const Error *error);

    QTabWidget *m_tabs;
    QComboBox *m_state;
    QComboBox *m_status;
    QLineEdit *m_sagaSearch;
    QLineEdit *m_personaSearch;
    DataTable *m_sagas;
    DataTable *m_personas;
    SagaView *m_view;
    PagedList<SagaRow> m_sagaList;
    PagedList<PersonaRow> m_personaList;
    qint64 m_readAtMs = 0;
};

} // namespace remirai::ui
