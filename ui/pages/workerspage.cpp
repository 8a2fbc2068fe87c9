// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/workerspage.h"

#include "ui/models/columns.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"

#include <QJsonDocument>
#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

WorkersPage::WorkersPage(Session &session, QWidget *parent)
    : PageWidget(u"Workers"_s, session, parent)
    , m_workers(new DataTable(u"Workers"_s))
    , m_jobs(new DataTable(u"Running jobs"_s))
    , m_jobsTitle(label(u"Running jobs"_s, "heading"))
    , m_workerModel(new TableModel<WorkerRow>(workerColumns(clock()), this))
    , m_jobModel(new TableModel<RunningJob>(jobColumns(clock()), this))
{
    m_workers->show(m_workerModel, DataTable::Order::Sortable);
    m_jobs->show(m_jobModel, DataTable::Order::Sortable);
    m_jobs->setEmptyText(u"Nothing runs"_s, u"A slot takes a job as soon as a message is due."_s);
    WorkersPage::forget();
    body()->addWidget(m_workers, 2);
    auto *below = new QVBoxLayout;
    below->setSpacing(kGap);
    below->addWidget(m_jobsTitle);
    below->addWidget(m_jobs, 1);
    body()->addLayout(below, 3);
    m_drain = addAction(u"Drain"_s, u"D"_s, Role::Operator, [this] { toggleDrain(); });
    addKey(u"R"_s, u"To the running jobs; Return opens the saga"_s, [this] { m_jobs->setFocus(); });
    connect(m_workers, &DataTable::chosen, this, &WorkersPage::showJobs);
    connect(m_jobs, &DataTable::opened, this, [this] {
        if (const RunningJob *job = m_jobModel->rowAt(m_jobs->currentSource()))
            Q_EMIT sagaWanted(job->sagaId);
    });
}

void WorkersPage::focusMain()
{
    m_workers->setFocus();
}

void WorkersPage::arrive()
{
    if (m_question.isOpen())
        return;
    session().client().get<WorkersStatus>(operatorPath(u"/workers"_s), this, workersIn,
                                          [this, question = m_question.ask()](Result<WorkersStatus> &&status) {
                                              if (!m_question.close(question))
                                                  return;
                                              if (status)
                                                  show(*status);
                                              else if (session().link() == Link::Online)
                                                  m_workers->setEmptyText(u"The workers cannot be shown"_s,
                                                                          status.error().message);
                                          });
}

void WorkersPage::tick()
{
    arrive();
}

void WorkersPage::forget()
{
    m_question.drop();
    m_workers->setEmptyText(u"Waiting for the server"_s, u"Its workers appear with its first answer."_s);
    m_workerModel->clear();
    m_jobModel->clear();
}

void WorkersPage::show(const WorkersStatus &status)
{
    int slotCount = 0;
    size_t running = 0;
    for (const WorkerRow &worker : status.workers) {
        slotCount += worker.slotCount;
        running += worker.running.size();
    }
    setSubtitle(
        u"%1, %2 of %3 slots busy"_s.arg(countOf(static_cast<qint64>(status.workers.size()), u"worker"_s, u"workers"_s),
                                         countText(static_cast<qint64>(running)), countText(slotCount)));
    m_workers->setEmptyText(u"No worker is connected"_s,
                            u"Messages wait until one is. Start one with: remirai worker --connect ENDPOINT"_s);
    m_workerModel->setRows(status.workers);
    m_workerModel->refreshTexts();
    showJobs();
}

// It can be taken back at once, so it asks nothing.
void WorkersPage::toggleDrain()
{
    const WorkerRow *worker = m_workerModel->rowAt(m_workers->currentSource());
    if (!worker)
        return setSubtitle(u"Choose a worker first"_s);
    const QJsonObject body{{u"draining"_s, !worker->draining}};
    command((worker->draining ? u"Resume "_s : u"Drain "_s) + worker->id,
            {"PATCH", operatorPath(u"/workers/"_s + worker->id), QJsonDocument(body).toJson(), {}},
            [this](const Result<QJsonObject> &) { arrive(); });
}

void WorkersPage::showJobs()
{
    const WorkerRow *chosen = m_workerModel->rowAt(m_workers->currentSource());
    m_drain->setText(chosen && chosen->draining ? u"Resume"_s : u"Drain"_s);
    std::vector<RunningJob> jobs;
    for (const WorkerRow &worker : m_workerModel->rows()) {
        if (!chosen || chosen->id == worker.id)
            jobs.insert(jobs.end(), worker.running.begin(), worker.running.end());
    }
    std::stable_sort(jobs.begin(), jobs.end(),
                     [](const RunningJob &a, const RunningJob &b) { return a.sinceMs < b.sinceMs; });
    setPlainText(m_jobsTitle, chosen ? u"Running jobs of "_s + chosen->id : u"Running jobs"_s);
    m_jobModel->setRows(std::move(jobs));
    m_jobModel->refreshTexts();
}

} // namespace remirai::ui
