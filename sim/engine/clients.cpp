// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/replication.h"

#include <algorithm>
#include <cmath>

namespace remirai::sim {

qint64 Replication::depthOf(const Station &station) const
{
    auto waiting = static_cast<qint64>(station.visible.size());
    if (&station == &m_stations.front()) {
        for (const Lane &lane : m_lanes)
            waiting += lane.count();
    }
    return waiting;
}

// Meaningful at cell boundaries only, where every drawn arrival has arrived.
qint64 Replication::depth() const
{
    qint64 waiting = 0;
    for (const Station &station : m_stations)
        waiting += depthOf(station);
    return waiting;
}

bool Replication::isFull() const
{
    const Station &first = m_stations.front();
    return first.busy >= first.slots.ready() && static_cast<qint64>(first.visible.size()) >= first.model->capacity;
}

void Replication::turnAwayUntilNow()
{
    for (size_t lane = 0; lane < m_lanes.size(); ++lane) {
        const qint64 count = m_lanes[lane].removeUntil(m_now);
        counter(Count::Accepted) -= count;
        turnAway(lane, count);
    }
}

// Where a client's next submission falls: rejected uniformly inside a cell, then a uniform wait up to the backoff's
// ceiling (full jitter). The sum of the two uniforms gives each following cell its probability.
void Replication::makeSpread()
{
    for (size_t lane = 0; lane + 1 < m_lanes.size(); ++lane) {
        const auto failures = static_cast<int>(lane) + 1;
        const auto ceilingNs = static_cast<double>(backoffMs(m_model.clients.retry, failures, 1.0)) * 1e6;
        const double c = std::max(1e-9, ceilingNs / static_cast<double>(m_model.cellNs));
        const auto ramp = [c](double y) { return y <= 0 ? 0 : y < c ? y * y / (2 * c) : c / 2 + (y - c); };
        const auto below = [&ramp](double x) { return ramp(x) - ramp(x - 1); };
        std::vector<double> &weights = m_spread.emplace_back();
        for (double cell = 1; cell < c + 1; ++cell)
            weights.push_back(below(cell + 1) - (cell == 1 ? 0 : below(cell)));
        if (weights.empty())
            weights.push_back(1);
    }
}

void Replication::resubmit(size_t lane, qint64 count)
{
    if (count <= 0 || lane + 1 >= m_lanes.size())
        return;
    std::vector<qint64> &pending = m_pending[lane + 1];
    const std::vector<double> &weights = m_spread[lane];
    const auto first = static_cast<size_t>(m_cell);
    if (pending.size() < first + weights.size())
        pending.resize(first + weights.size(), 0);
    Uniforms uniforms(m_clientStream, m_clientDraws++);
    multinomialSpread(count, weights, std::span(pending).subspan(first, weights.size()), uniforms);
}

void Replication::turnAway(size_t lane, qint64 count)
{
    counter(Count::Rejected) += count;
    if (lane + 1 >= m_lanes.size())
        counter(Count::GaveUp) += count;
    else
        resubmit(lane, count);
}

void Replication::leave(quint32 index)
{
    Job &job = m_jobs[index];
    job.clientGone = true;
    ++m_goneInside;
    ++counter(Count::Abandoned);
    if (m_model.clients.resubmitOnTimeout)
        resubmit(job.lane, 1);
}

void Replication::endJob(quint32 index)
{
    if (m_jobs[index].clientGone)
        --m_goneInside;
    m_jobs[index].id = ~quint64(0);
    m_freeJobs.push_back(index);
}

// Patience that ended in the cell before. Waiting jobs go by whole stretches, the others one by one.
void Replication::clientsLeave()
{
    const qint64 patience = m_model.clients.patienceNs;
    if (patience == 0)
        return;
    while (!m_departures.empty() && m_departures.front().at <= m_now) {
        const Departure &departure = m_departures.front();
        if (m_jobs[departure.job].id == departure.id && !m_jobs[departure.job].clientGone)
            leave(departure.job);
        m_departures.pop();
    }
    while (m_unsortedDepartures.topTime() <= m_now) {
        const Event departure = m_unsortedDepartures.top();
        const Job &job = m_jobs[departure.job];
        if (static_cast<quint32>(job.id) == departure.sequence && job.born + patience == departure.at
            && !job.clientGone)
            leave(departure.job);
        m_unsortedDepartures.popTop();
    }
    for (size_t lane = 0; lane < m_lanes.size(); ++lane) {
        const qint64 left = m_lanes[lane].mark(m_now - patience);
        counter(Count::Abandoned) += left;
        m_goneInside += left;
        if (m_model.clients.resubmitOnTimeout)
            resubmit(lane, left);
    }
}

void Replication::dropOld()
{
    for (Station &station : m_stations) {
        const qint64 retention = station.model->retentionNs;
        const bool first = &station == &m_stations.front();
        for (Lane &lane : m_lanes) {
            qint64 marked = 0;
            if (first && retention > 0)
                counter(Count::Expired) += lane.removeStretches(m_now - retention, marked);
            if (first && m_cancels)
                counter(Count::Cancelled) += lane.removeStretches(m_now - m_model.clients.patienceNs, marked);
            m_goneInside -= marked;
        }
        while (!station.visible.empty() && dropIfDead(station, station.visible.front()))
            station.visible.pop();
    }
    refreshArrival();
}

// Lets the cell's submissions and polls through the API tier; returns the share of them that it turns away.
double Replication::offerToApi(std::span<const qint64> submissions)
{
    if (!m_model.api.modelled)
        return 0;
    const double seconds = static_cast<double>(m_model.cellNs) * 1e-9;
    double offered = 0;
    for (const qint64 count : submissions)
        offered += static_cast<double>(count);
    offered *= m_model.api.requestsPerJob;
    double polls = 0;
    if (m_model.clients.pollEveryNs > 0) {
        const qint64 inside = counter(Count::Accepted) - counter(Count::Ready) - counter(Count::DeadLettered)
            - counter(Count::Expired) - counter(Count::Cancelled) - m_goneInside;
        polls = static_cast<double>(inside) * static_cast<double>(m_model.cellNs)
            / static_cast<double>(m_model.clients.pollEveryNs);
    }
    const double perSecond = (offered + polls) / seconds;
    const int instances = m_api.instancesFor(std::max(perSecond, m_lastPerSecond));
    m_lastPerSecond = perSecond;
    m_out.instanceNs += static_cast<double>(m_model.cellNs) * instances;
    ApiTier::State &state = m_api.at(perSecond, instances);
    state.weight += (offered + polls) * (1 - state.blocked);
    counter(Count::Polls) += std::llround(polls);
    counter(Count::PollsRejected) += std::llround(polls * state.blocked);
    m_interval.apiP99Ns = std::max(m_interval.apiP99Ns, state.p99Ns);
    m_interval.instances = std::max(m_interval.instances, instances);
    return state.blocked;
}

void Replication::drawCell()
{
    const auto cell = static_cast<size_t>(m_cell);
    Uniforms uniforms(m_cellStream, cell);
    double mean = (*m_model.expected)[cell];
    if (m_model.burstCv > 0) {
        // Log-normal AR(1) factor with mean 1: a Cox process, still Poisson given the factor.
        Uniforms burst(m_burstStream, cell);
        const double variance = logOf(1 + m_model.burstCv * m_model.burstCv);
        const double phi = cell == 0 ? 0 : m_model.burstPhi;
        m_burstState = phi * m_burstState + std::sqrt(1 - phi * phi) * normalQuantile(burst.next());
        mean *= expOf(std::sqrt(variance) * m_burstState - variance / 2);
    }
    m_cellCounts.assign(m_lanes.size(), 0);
    m_cellCounts[0] = m_model.replayed ? std::llround(mean) : poissonCount(mean, uniforms);
    counter(Count::Submitted) += m_cellCounts[0];
    for (size_t lane = 1; lane < m_lanes.size(); ++lane) {
        if (cell < m_pending[lane].size())
            m_cellCounts[lane] = m_pending[lane][cell];
        counter(Count::Resubmitted) += m_cellCounts[lane];
    }
    const double blocked = offerToApi(m_cellCounts);
    ++m_cell; // from here on, further submissions fall in the next cell
    for (size_t lane = 0; lane < m_lanes.size(); ++lane) {
        const qint64 away = binomialCount(m_cellCounts[lane], blocked, uniforms);
        turnAway(lane, away);
        counter(Count::Accepted) += m_cellCounts[lane] - away;
        m_lanes[lane].push(m_now, m_now + m_model.cellNs, m_cellCounts[lane] - away);
    }
    refreshArrival();
}

} // namespace remirai::sim
