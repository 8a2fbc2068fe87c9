// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/tablemodel.h"
#include "ui/pages/pagewidget.h"
#include "ui/wire/operation.h"

class QTabWidget;

namespace remirai::ui {

class DataTable;
class MessageInspector;
class QueueCharts;

// The queues, live; below them the history and the messages of the chosen one.
class QueuesPage : public PageWidget
{
    Q_OBJECT

public:
    explicit QueuesPage(Session &session, QWidget *parent = nullptr);
    void focusMain() override;
    void showQueue(const QString &name);

protected:
    void arrive() override;
    void tick() override;
    void forget() override;

private:
    void showQueues();
    void showChosen();
    void change(int kind);
    void operate(OperationKind kind);
    const QueueStatus *chosen() const;

    DataTable *m_table;
    TableModel<QueueStatus> *m_model;
    QTabWidget *m_tabs;
    QueueCharts *m_charts;
    MessageInspector *m_messages;
    QPushButton *m_pause;
};

} // namespace remirai::ui
