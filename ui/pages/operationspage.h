// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/pagedlist.h"
#include "ui/pages/pagewidget.h"
#include "ui/wire/operation.h"

namespace remirai::ui {

class DataTable;

// The audit log: what was done to the system, by whom and why; what runs can be watched and cancelled. Above it what
// still waits to be sent.
class OperationsPage : public PageWidget
{
    Q_OBJECT

public:
    explicit OperationsPage(Session &session, QWidget *parent = nullptr);
    void focusMain() override;

protected:
    void arrive() override;
    void tick() override;
    void forget() override;

private:
    void showOutbox();
    void showDetail();
    void cancelChosen();
    void sendChosen();
    void discardChosen();

    QWidget *m_outboxBox;
    DataTable *m_outbox;
    DataTable *m_table;
    QLabel *m_detail;
    TableModel<OutboxEntry> *m_outboxModel;
    PagedList<OperationRow> m_list;
};

} // namespace remirai::ui
