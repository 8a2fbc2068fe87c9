// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/replication.h"

#include <algorithm>

namespace remirai::sim {

quint32 Replication::allocate()
{
    if (m_freeJobs.empty()) {
        m_jobs.emplace_back();
        return static_cast<quint32>(m_jobs.size() - 1);
    }
    const quint32 job = m_freeJobs.back();
    m_freeJobs.pop_back();
    return job;
}

// Enters an arrival of `lane` into the job store.
quint32 Replication::admit(size_t lane, const Lane::Head &head, bool marked)
{
    const quint32 index = allocate();
    Job &job = m_jobs[index];
    job = {};
    job.born = job.visibleAt = job.enqueuedAt = head.at;
    job.id = m_freshId = head.id;
    m_freshDraws = head.draws;
    job.lane = static_cast<quint8>(lane);
    job.clientGone = marked;
    if (m_model.clients.patienceNs > 0 && !marked) {
        const qint64 until = head.at + m_model.clients.patienceNs;
        if (until <= m_now)
            leave(index);
        else if (m_stations.front().model->newestFirst)
            m_unsortedDepartures.push({until, static_cast<quint32>(job.id), index});
        else
            m_departures.push({until, job.id, index});
    }
    return index;
}

// The arrival that is due: there is one when this is called.
quint32 Replication::takeFresh()
{
    size_t lane = 0;
    for (size_t other = 1; other < m_lanes.size(); ++other) {
        if (m_lanes[other].headAt() < m_lanes[lane].headAt())
            lane = other;
    }
    const bool marked = m_lanes[lane].headIsMarked();
    const Lane::Head head = m_lanes[lane].head();
    m_lanes[lane].take();
    return admit(lane, head, marked);
}

// The message that has been visible longest, of fresh and redelivered ones.
bool Replication::takeNext(Station &station, quint32 &job)
{
    if (station.model->newestFirst)
        return takeNewest(station, job);
    const bool first = &station == &m_stations.front();
    for (;;) {
        qint64 freshAt = kNever;
        if (first) {
            for (Lane &lane : m_lanes)
                freshAt = std::min(freshAt, lane.headAt());
        }
        if (freshAt <= m_now && (station.visible.empty() || freshAt < m_jobs[station.visible.front()].visibleAt)) {
            job = takeFresh();
        } else if (!station.visible.empty()) {
            job = station.visible.front();
            station.visible.pop();
            if (!station.visible.empty()) // a long queue is older than the cache
                __builtin_prefetch(&m_jobs[station.visible.front()]);
        } else {
            return false;
        }
        if (!dropIfDead(station, job))
            return true;
    }
}

bool Replication::dropIfDead(Station &station, quint32 index)
{
    Job &job = m_jobs[index];
    if (station.model->retentionNs > 0 && job.enqueuedAt + station.model->retentionNs <= m_now) {
        ++counter(Count::Expired);
        endJob(index);
        return true;
    }
    if (!m_cancels || job.born + m_model.clients.patienceNs > m_now)
        return false;
    if (!job.clientGone)
        leave(index);
    ++counter(Count::Cancelled);
    endJob(index);
    return true;
}

void Replication::dispatch(Station &station)
{
    quint32 job = 0;
    while (station.busy < station.slots.ready() && takeNext(station, job))
        m_running.push(begin(station, job));
}

void Replication::paySlots(Station &station)
{
    station.totals.slotNs += Wide(m_now - station.slotsSince) * station.slots.wanted();
    station.slotsSince = m_now;
}

void Replication::decideSlots(Station &station)
{
    paySlots(station);
    station.slots.decide(m_now, depthOf(station), station.busy, station.meanServiceMs);
    station.totals.maxSlots = std::max(station.totals.maxSlots, station.slots.wanted());
}

} // namespace remirai::sim
