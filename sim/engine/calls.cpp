// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/replication.h"

#include <algorithm>

namespace remirai::sim {

namespace {

constexpr qint64 kMsNs = 1'000'000;

} // namespace

// False when the provider refuses the call. `from` moves to when the call may begin.
bool Replication::askPermit(Station &station, qint64 &from)
{
    const StationModel &model = *station.model;
    // Generic cell rate algorithm (ITU-T I.371): calls may run `burst` ahead of the sustained rate.
    const qint64 conforming = station.nextPermit - model.burstNs;
    if (conforming > m_now) {
        if (model.refuseExcess)
            return false;
        from = conforming;
    }
    station.nextPermit = std::max(station.nextPermit, from) + model.permitNs;
    return true;
}

// Poison and outages, for the few stations that have them.
Replication::Ending Replication::disturb(const Station &station, const Job &job, qint64 from, Ending ending,
                                         qint64 &service) const
{
    const StationModel &model = *station.model;
    const qint64 leaseLeft = model.visibilityNs > 0 ? m_now + model.visibilityNs - from : m_model.horizonNs;
    const qint64 hang = model.timeoutNs > 0 ? model.timeoutNs : leaseLeft + 1;
    for (const Outage &outage : model.outages) {
        if (from < outage.fromNs || from >= outage.toNs)
            continue;
        if (outage.share < 1 && unit(m_jobStream.block(job.id, (quint64(1) << 40) + job.attempt)[0]) >= outage.share)
            continue;
        switch (outage.effect) {
        case OutageEffect::Fail:
            service = std::min(service, model.refusalNs);
            return Ending::Failed;
        case OutageEffect::Hang:
            service = hang;
            return Ending::Failed;
        case OutageEffect::Refuse:
            service = model.refusalNs;
            return Ending::Refused;
        }
    }
    if (model.poison > 0 && unit(m_jobStream.block(job.id, quint64(2) << 40)[job.station & 3]) < model.poison) {
        switch (model.poisonEffect) {
        case PoisonEffect::Fail:
            return Ending::Failed;
        case PoisonEffect::Hang:
            service = leaseLeft + 1;
            return Ending::Failed;
        }
    }
    return ending;
}

// Puts a job in a slot: decides how the call will end and returns the event of its end.
Event Replication::begin(Station &station, quint32 index)
{
    Job &job = m_jobs[index];
    const StationModel &model = *station.model;
    const quint64 sub = (static_cast<quint64>(job.station) << 32) + job.attempt;
    const PhiloxBlock draws = sub == 0 && job.id == m_freshId ? m_freshDraws : m_jobStream.block(job.id, sub);
    const qint64 waited = m_now - job.visibleAt;
    station.totals.waitNs += waited;
    ++station.totals.starts;
    ++station.busy;
    if (sub == 0) {
        m_out.wait.add(waited);
        m_out.waitSumNs += waited;
        ++m_out.waitCount;
        m_interval.waitSumNs += static_cast<double>(waited);
        ++m_interval.waits;
    }
    ++job.attempt;
    job.startedAt = m_now;
    job.draw3 = draws[3];

    qint64 from = m_now;
    qint64 service = model.refusalNs;
    job.ending = Ending::Refused;
    if (model.permitNs == 0 || askPermit(station, from)) {
        service = model.latency.draw(unit(draws[1]));
        if (model.hasSecond)
            service += model.also.draw(unit(m_jobStream.block(job.id, (quint64(3) << 40) + job.attempt)[0]));
        const double fate = unit(draws[2]);
        job.ending = fate < model.fatal          ? Ending::Fatal
            : fate < model.fatal + model.failure ? Ending::Failed
                                                 : Ending::Success;
        if (model.timeoutNs > 0 && service > model.timeoutNs) {
            service = model.timeoutNs;
            job.ending = Ending::Failed;
        }
        if (station.troubled)
            job.ending = disturb(station, job, from, job.ending, service);
        if (job.ending != Ending::Refused) {
            ++counter(Count::Calls);
            counter(Count::CostMicros) += model.costPerCallMicros;
        }
    }
    const qint64 end = from + service;
    if (model.visibilityNs > 0 && end - m_now > model.visibilityNs)
        return {end, m_sequence++, outliveLease(station, index)};
    return {end, m_sequence++, index};
}

// The call will outlive its lease: the message comes back without it, and the answer, when it comes, is stale.
// Returns the entry that stands for the stale call.
quint32 Replication::outliveLease(const Station &station, quint32 index)
{
    const quint32 stale = allocate();
    m_jobs[stale] = m_jobs[index];
    m_jobs[stale].ending = Ending::Stale;
    m_jobs[index].leaseEnded = true;
    postpone(index, m_now + station.model->visibilityNs);
    return stale;
}

void Replication::postpone(quint32 job, qint64 at)
{
    m_delayed.push({at, m_sequence++, job});
    m_nextTimer = std::min(m_nextTimer, at);
}

void Replication::becomeVisible(quint32 index)
{
    Job &job = m_jobs[index];
    Station &station = m_stations[job.station];
    if (job.leaseEnded) {
        job.leaseEnded = false;
        ++counter(Count::LeaseEnds);
        if (++job.failures >= station.model->retry.maxAttempts) {
            bury(index);
            return;
        }
    }
    job.visibleAt = m_now;
    station.visible.push(index);
    dispatch(station);
    if (&station == &m_stations.front())
        refreshArrival();
}

void Replication::endStep(Station &station, quint32 index)
{
    Job &job = m_jobs[index];
    const qint64 patience = m_model.clients.patienceNs;
    if (job.ending == Ending::Stale) {
        ++counter(Count::Wasted);
        job.id = ~quint64(0);
        m_freeJobs.push_back(index);
        return;
    }
    if (patience > 0 && m_now > job.born + patience) {
        if (!job.clientGone)
            leave(index);
        ++counter(Count::Wasted);
    }
    switch (job.ending) {
    case Ending::Success:
        break;
    case Ending::Failed:
        return retryOrBury(station, index, false);
    case Ending::Fatal:
        return retryOrBury(station, index, true);
    case Ending::Refused:
        ++counter(Count::Snoozed);
        return postpone(index, m_now + snoozeMs(station.model->retryAfterMs, unit(job.draw3)) * kMsNs);
    case Ending::Stale:
        return;
    }
    if (job.station + 1u < m_stations.size()) {
        ++job.station;
        job.failures = 0;
        job.attempt = 0;
        job.visibleAt = job.enqueuedAt = m_now;
        m_stations[job.station].visible.push(index);
        return;
    }
    const qint64 took = m_now - job.born;
    ++counter(Count::Ready);
    if (!job.clientGone)
        ++counter(Count::InTime);
    m_out.timeToReady.add(took);
    m_out.readySumNs += took;
    m_interval.readySumNs += static_cast<double>(took);
    ++m_interval.readies;
    endJob(index);
}

void Replication::retryOrBury(Station &station, quint32 index, bool permanent)
{
    Job &job = m_jobs[index];
    ++job.failures;
    const RetryDecision decision = afterFailure(station.model->retry, job.failures, permanent, unit(job.draw3));
    switch (decision.verdict) {
    case RetryVerdict::Again:
        ++counter(Count::Retries);
        postpone(index, m_now + decision.delayMs * kMsNs);
        return;
    case RetryVerdict::DeadLetter:
        bury(index);
        return;
    }
}

void Replication::bury(quint32 index)
{
    ++counter(Count::DeadLettered);
    const Job &job = m_jobs[index];
    if (m_model.clients.seesFailure && !job.clientGone) {
        if (job.lane + 1u >= m_lanes.size())
            ++counter(Count::GaveUp);
        else
            resubmit(job.lane, 1);
    }
    endJob(index);
}

} // namespace remirai::sim
