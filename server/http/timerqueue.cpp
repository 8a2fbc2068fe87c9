// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/timerqueue.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kNsPerMs = 1'000'000;

} // namespace

void TimerQueue::add(int id, qint64 intervalMs, Qt::TimerType type, QObject *object, qint64 nowNs)
{
    remove(id);
    const qint64 dueNs = nowNs + intervalMs * kNsPerMs;
    m_timers.emplace(id, Timer{intervalMs * kNsPerMs, dueNs, type, object});
    m_due.emplace(dueNs, id);
}

bool TimerQueue::remove(int id)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return false;
    m_due.erase({found->second.dueNs, id});
    m_timers.erase(found);
    return true;
}

bool TimerQueue::removeAllOf(const QObject *object)
{
    return std::erase_if(m_timers,
                         [&](const auto &entry) {
                             if (entry.second.object != object)
                                 return false;
                             m_due.erase({entry.second.dueNs, entry.first});
                             return true;
                         })
        > 0;
}

std::optional<qint64> TimerQueue::nextDueNs() const
{
    return m_due.empty() ? std::nullopt : std::optional(m_due.begin()->first);
}

std::vector<int> TimerQueue::dueIds(qint64 nowNs) const
{
    std::vector<int> ids;
    for (auto it = m_due.begin(); it != m_due.end() && it->first <= nowNs; ++it)
        ids.push_back(it->second);
    return ids;
}

QObject *TimerQueue::beginTurn(int id, qint64 nowNs)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end() || found->second.running)
        return nullptr;
    Timer &timer = found->second;
    m_due.erase({timer.dueNs, id});
    timer.dueNs = std::max(timer.dueNs + timer.intervalNs, nowNs);
    m_due.emplace(timer.dueNs, id);
    timer.running = true;
    return timer.object;
}

void TimerQueue::endTurn(int id)
{
    if (const auto found = m_timers.find(id); found != m_timers.end())
        found->second.running = false;
}

QList<QAbstractEventDispatcher::TimerInfo> TimerQueue::timersOf(const QObject *object) const
{
    QList<QAbstractEventDispatcher::TimerInfo> infos;
    for (const auto &[id, timer] : m_timers) {
        if (timer.object == object)
            infos.append({id, int(timer.intervalNs / kNsPerMs), timer.type});
    }
    return infos;
}

std::optional<qint64> TimerQueue::remainingNs(int id, qint64 nowNs) const
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return std::nullopt;
    return std::max<qint64>(0, found->second.dueNs - nowNs);
}

} // namespace remirai
