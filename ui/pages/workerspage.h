// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/question.h"
#include "ui/models/tablemodel.h"
#include "ui/pages/pagewidget.h"
#include "ui/wire/worker.h"

namespace remirai::ui {

class DataTable;

// Who does the work: hosts with their slots and heartbeats, and what each is doing for how long.
class WorkersPage : public PageWidget
{
    Q_OBJECT

public:
    explicit WorkersPage(Session &session, QWidget *parent = nullptr);
    void focusMain() override;

protected:
    void arrive() override;
    void tick() override;
    void forget() override;

private:
    void show(const WorkersStatus &status);
    void showJobs();
    void toggleDrain();

    DataTable *m_workers;
    DataTable *m_jobs;
    QLabel *m_jobsTitle;
    TableModel<WorkerRow> *m_workerModel;
    TableModel<RunningJob> *m_jobModel;
    QPushButton *m_drain = nullptr;
    Question m_question;
};

} // namespace remirai::ui
