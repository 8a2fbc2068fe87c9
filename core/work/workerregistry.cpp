// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/workerregistry.h"

namespace remirai {

Worker *WorkerRegistry::find(const QByteArray &route)
{
    const auto found = m_workers.find(route);
    return found == m_workers.end() ? nullptr : &found->second;
}

void WorkerRegistry::hold(const QString &name, bool held)
{
    bool isThere = false;
    for (auto &[route, worker] : m_workers) {
        if (worker.hello.worker == name) {
            worker.held = held;
            isThere = true;
        }
    }
    if (!held)
        m_held.erase(name);
    else if (isThere)
        m_held.insert(name);
}

Worker &WorkerRegistry::welcome(const QByteArray &route, const Hello &hello, qint64 nowMs, qint64 steadyMs)
{
    Worker &worker = m_workers[route];
    if (worker.connectedAtMs == 0)
        worker.connectedAtMs = nowMs;
    worker.hello = hello;
    worker.held = m_held.contains(hello.worker);
    worker.lastHeardMs = nowMs;
    worker.lastHeardSteadyMs = steadyMs;
    return worker;
}

std::vector<Errand> WorkerRegistry::forget(const QByteArray &route)
{
    std::vector<Errand> errands;
    if (const Worker *worker = find(route)) {
        for (const auto &[seq, errand] : worker->errands)
            errands.push_back(errand);
        if (worker->draining) // gone for good: its name has a process in it
            m_held.erase(worker->hello.worker);
        m_workers.erase(route);
    }
    return errands;
}

std::vector<QByteArray> WorkerRegistry::silentSince(qint64 steadyMs) const
{
    std::vector<QByteArray> silent;
    for (const auto &[route, worker] : m_workers) {
        if (worker.lastHeardSteadyMs < steadyMs)
            silent.push_back(route);
    }
    return silent;
}

int WorkerRegistry::running(StepName step) const
{
    const auto reserved = m_reserved.find(step);
    int count = reserved == m_reserved.end() ? 0 : reserved->second;
    for (const auto &[route, worker] : m_workers) {
        count += static_cast<int>(std::count_if(worker.errands.begin(), worker.errands.end(),
                                                [&](const auto &entry) { return entry.second.task.step == step; }));
    }
    return count;
}

void WorkerRegistry::reserve(Worker &worker, StepName step, int count)
{
    worker.reserved += count;
    m_reserved[step] += count;
}

void WorkerRegistry::unreserve(Worker *worker, StepName step, int count)
{
    m_reserved[step] -= count;
    if (worker)
        worker->reserved -= count;
}

std::vector<WorkerView> WorkerRegistry::views() const
{
    std::vector<WorkerView> views;
    for (const auto &[route, worker] : m_workers) {
        WorkerView view{worker.hello.worker,
                        worker.hello.version,
                        worker.hello.slotCount,
                        !worker.takesJobs(),
                        worker.connectedAtMs,
                        worker.lastHeardMs,
                        {}};
        for (const auto &[seq, errand] : worker.errands)
            view.running.push_back(
                {errand.task.sagaId, errand.task.step, errand.task.attempt, errand.sentAtMs, errand.leaseEndsAtMs});
        views.push_back(std::move(view));
    }
    return views;
}

} // namespace remirai
