// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/work/packets.h"
#include "core/work/workersview.h"

#include <algorithm>
#include <map>
#include <set>

namespace remirai {

// A task that is out with a worker.
struct Errand
{
    StepTask task;
    qint64 claimedAtSteadyMs = 0; // when its slot was taken
    qint64 sentAtMs = 0;
    qint64 leaseEndsAtMs = 0;
};

// One worker as the dispatcher sees it. Credit is what bounds the work: slots minus errands minus what is reserved for
// a claim under way.
struct Worker
{
    Hello hello;
    bool draining = false; // it is leaving
    bool held = false; // an operator gives it no new jobs
    qint64 connectedAtMs = 0;
    qint64 lastHeardMs = 0;
    qint64 lastHeardSteadyMs = 0;
    int reserved = 0;
    std::map<qint64, Errand> errands; // by message

    bool takesJobs() const { return !draining && !held; }
    int freeSlots() const
    {
        const int used = static_cast<int>(errands.size()) + reserved;
        return takesJobs() ? std::max(0, hello.slotCount - used) : 0;
    }
    bool does(StepName step) const
    {
        return std::find(hello.steps.begin(), hello.steps.end(), step) != hello.steps.end();
    }
};

// Who is there and what is out, by routing id. Pure bookkeeping; the dispatcher's thread only.
class WorkerRegistry
{
public:
    Worker *find(const QByteArray &route);
    // Keeps new jobs from the worker of that name, also when it comes back after a silence; ended by `held` = false.
    void hold(const QString &name, bool held);
    Worker &welcome(const QByteArray &route, const Hello &hello, qint64 nowMs, qint64 steadyMs);
    // What it still had out; its leases are to be ended.
    std::vector<Errand> forget(const QByteArray &route);
    std::vector<QByteArray> silentSince(qint64 steadyMs) const;
    bool isEmpty() const { return m_workers.empty(); }

    int running(StepName step) const; // errands and reservations
    void reserve(Worker &worker, StepName step, int count);
    void unreserve(Worker *worker, StepName step, int count);

    std::map<QByteArray, Worker> &workers() { return m_workers; }
    std::vector<WorkerView> views() const;

private:
    std::set<QString> m_held; // by name; of workers that are there, or were when they were held
    std::map<QByteArray, Worker> m_workers; // ordered, so that turns are fair and repeatable
    std::map<StepName, int> m_reserved;
};

} // namespace remirai
