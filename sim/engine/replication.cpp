// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/replication.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace remirai::sim {

namespace {

constexpr qint64 kHourNs = 3'600'000'000'000;

} // namespace

Replication::Replication(const Model &model, quint64 replication, const std::atomic<bool> *cancel,
                         std::atomic<qint64> *progressNs)
    : m_model(model)
    , m_cancel(cancel)
    , m_progressNs(progressNs)
    , m_jobStream{model.seed, streamId("jobs"), replication}
    , m_cellStream{model.seed, streamId("cells"), replication}
    , m_clientStream{model.seed, streamId("clients"), replication}
    , m_burstStream{model.seed, streamId("burst"), replication}
    , m_api(model.api)
{
    m_out.replication = replication;
    m_out.fingerprint = 0xcbf29ce484222325ULL;
    const auto lanes = static_cast<size_t>(std::max(1, model.clients.retry.maxAttempts));
    for (size_t lane = 0; lane < lanes; ++lane)
        m_lanes.emplace_back(m_jobStream, Stream{model.seed, streamId("splits"), (replication << 8) + lane},
                             static_cast<quint64>(lane) << 56);
    m_pending.resize(lanes);
    makeSpread();
    m_cancels = model.clients.cancelOnTimeout && model.clients.patienceNs > 0;
    m_limited = model.stations.front().capacity >= 0;
    size_t slotCount = 0;
    for (const StationModel &station : model.stations) {
        m_stations.emplace_back(station);
        slotCount += static_cast<size_t>(station.scaling.maxSlots);
    }
    m_running.reserve(slotCount + 1);
    m_jobs.reserve(2 * slotCount);
    m_freeJobs.reserve(2 * slotCount);
    const auto points = static_cast<size_t>(model.horizonNs / model.sampleNs);
    for (auto &line : m_out.series)
        line.reserve(points);
}

Outcome Replication::run()
{
    while (m_now < m_model.horizonNs && !m_out.cancelled) {
        ++m_out.events;
        const qint64 ended = m_running.topTime();
        if (ended <= m_nextTimer && ended <= m_nextArrival)
            completeTop();
        else if (m_nextTimer <= m_nextArrival)
            runTimers();
        else
            arrive();
    }
    finish();
    return std::move(m_out);
}

// A call ends. The slot takes the next job in the same heap operation when there is one.
void Replication::completeTop()
{
    const Event event = m_running.top();
    m_now = event.at;
    const quint32 ended = event.job;
    Station &station = m_stations[m_jobs[ended].station];
    {
        const Job &job = m_jobs[ended];
        mix(static_cast<quint64>(m_now) + job.id * 0x9E3779B97F4A7C15ULL);
        const qint64 took = m_now - job.startedAt;
        station.totals.busyNs += took;
        const double tookMs = static_cast<double>(took) * 1e-6;
        station.meanServiceMs += station.meanServiceMs > 0 ? 0.05 * (tookMs - station.meanServiceMs) : tookMs;
    }
    if (m_limited && &station == &m_stations.front() && isFull())
        turnAwayUntilNow(); // who came while every place was taken
    --station.busy;
    quint32 next = 0;
    const bool free = station.busy < station.slots.ready();
    // The ended job is settled first: what it frees or enqueues must be there when the slot looks for work, except that
    // its own successor step is another station.
    const Ending ending = m_jobs[ended].ending;
    Station *successor = nullptr;
    if (ending == Ending::Success && m_jobs[ended].station + 1u < m_stations.size())
        successor = &m_stations[m_jobs[ended].station + 1u];
    endStep(station, ended);
    if (free && takeNext(station, next))
        m_running.replaceTop(begin(station, next));
    else
        m_running.popTop();
    if (successor)
        dispatch(*successor);
    if (&station == &m_stations.front())
        refreshArrival();
}

void Replication::runTimers()
{
    m_now = m_nextTimer;
    if (m_delayed.topTime() == m_now) {
        const quint32 job = m_delayed.top().job;
        m_delayed.popTop();
        becomeVisible(job);
        refreshTimer();
        return;
    }
    for (Station &station : m_stations) {
        if (station.slots.nextReadyNs() == m_now) {
            if (m_limited && &station == &m_stations.front() && isFull())
                turnAwayUntilNow();
            station.slots.makeNextReady();
            dispatch(station);
            refreshArrival();
            refreshTimer();
            return;
        }
    }
    tick();
    refreshTimer();
}

void Replication::refreshTimer()
{
    m_nextTimer = std::min(m_nextTick, m_delayed.topTime());
    for (const Station &station : m_stations)
        m_nextTimer = std::min(m_nextTimer, station.slots.nextReadyNs());
}

void Replication::tick()
{
    if (m_progressNs)
        m_progressNs->store(m_now, std::memory_order_relaxed);
    if (m_cancel && m_cancel->load(std::memory_order_relaxed)) {
        m_out.cancelled = true;
        return;
    }
    if (m_limited && isFull())
        turnAwayUntilNow();
    clientsLeave();
    dropOld();
    const qint64 depthNow = depth();
    if (depthNow > m_out.maxDepth && m_now >= m_model.warmupNs) {
        m_out.maxDepth = depthNow;
        m_out.maxDepthAtNs = m_now;
    }
    for (Station &station : m_stations) {
        if (station.slots.isDecidedAt(m_now))
            decideSlots(station);
    }
    followRecovery(depthNow);
    if (m_now > 0 && m_now % m_model.sampleNs == 0)
        sample();
    if (m_now == m_model.warmupNs)
        beginStatistics();
    if (m_now < m_model.horizonNs)
        drawCell();
    m_nextTick = m_now + m_model.cellNs;
}

void Replication::arrive()
{
    m_now = m_nextArrival;
    Station &first = m_stations.front();
    if (first.busy < first.slots.ready())
        dispatch(first);
    else
        first.visible.push(takeFresh());
    refreshArrival();
}

// The next arrival matters only while a slot is free for it, or while places are counted.
void Replication::refreshArrival()
{
    const Station &first = m_stations.front();
    m_nextArrival = kNever;
    if (first.busy < first.slots.ready() || (m_limited && !isFull())) {
        for (Lane &lane : m_lanes)
            m_nextArrival = std::min(m_nextArrival, lane.headAt());
    }
}

void Replication::sample()
{
    const double seconds = static_cast<double>(m_model.sampleNs) * 1e-9;
    const auto since = [&](Count which) {
        const auto i = static_cast<size_t>(which);
        return static_cast<double>(m_out.ledger[i] - m_interval.from[i]);
    };
    const auto put = [&](Metric metric, double value) {
        m_out.series[static_cast<size_t>(metric)].push_back(static_cast<float>(value));
    };
    const auto mean = [](double sumNs, qint64 n) {
        return n > 0 ? sumNs * 1e-9 / static_cast<double>(n) : std::numeric_limits<double>::quiet_NaN();
    };
    qint64 busy = 0;
    qint64 slotCount = 0;
    qint64 oldest = kNever;
    Wide paid = 0;
    for (const Station &station : m_stations) {
        busy += station.busy;
        slotCount += station.slots.wanted();
        paid += station.totals.slotNs + Wide(m_now - station.slotsSince) * station.slots.wanted();
        if (!station.visible.empty())
            oldest = std::min(oldest, m_jobs[station.visible.front()].visibleAt);
    }
    for (const Lane &lane : m_lanes)
        oldest = std::min(oldest, lane.oldestFrom());
    put(Metric::Arrivals, (since(Count::Submitted) + since(Count::Resubmitted)) / seconds);
    put(Metric::Rejections, since(Count::Rejected) / seconds);
    put(Metric::Depth, static_cast<double>(depth()));
    put(Metric::DepthSecond, m_stations.size() > 1 ? static_cast<double>(m_stations[1].visible.size()) : 0);
    put(Metric::Delayed, static_cast<double>(m_delayed.size()));
    put(Metric::OldestAge, oldest >= m_now ? 0 : static_cast<double>(m_now - oldest) * 1e-9);
    put(Metric::InFlight, static_cast<double>(busy));
    put(Metric::Slots, static_cast<double>(slotCount));
    put(Metric::Wait, mean(m_interval.waitSumNs, m_interval.waits));
    put(Metric::TimeToReady, mean(m_interval.readySumNs, m_interval.readies));
    put(Metric::Completions, since(Count::Ready) / seconds);
    put(Metric::Failures, since(Count::Retries) / seconds);
    put(Metric::DeadLetters, since(Count::DeadLettered) / seconds);
    put(Metric::Abandonments, since(Count::Abandoned) / seconds);
    put(Metric::ApiLatency, m_interval.apiP99Ns * 1e-9);
    put(Metric::ApiInstances, m_interval.instances);
    double cost = static_cast<double>(counter(Count::CostMicros)) * 1e-6;
    cost += static_cast<double>(paid) / 1e9 / 3600 * m_stations.front().model->costPerSlotHour;
    cost += m_out.instanceNs / 1e9 / 3600 * m_model.api.costPerInstanceHour;
    put(Metric::Cost, cost);
    m_interval = {};
    m_interval.from = m_out.ledger;
}

// Recovery: from the end of a disturbance until the backlog is back to what it was in the hour before, or to what the
// least slots hold at once.
void Replication::followRecovery(qint64 depthNow)
{
    if (m_model.disturbances.empty())
        return;
    while (!m_recentDepth.empty() && m_recentDepth.back().second <= depthNow)
        m_recentDepth.popBack();
    m_recentDepth.push({m_now, depthNow});
    while (m_recentDepth.front().first < m_now - kHourNs)
        m_recentDepth.pop();
    if (m_disturbance >= m_model.disturbances.size())
        return;
    const Disturbance &next = m_model.disturbances[m_disturbance];
    if (!m_recovering && m_now >= next.fromNs) {
        m_recovering = true;
        m_out.disturbed = true;
        m_calmDepth = m_recentDepth.front().second;
        for (const Station &station : m_stations)
            m_calmDepth = std::max<qint64>(m_calmDepth, station.model->scaling.minSlots);
    }
    if (m_recovering && m_now > next.toNs && depthNow <= m_calmDepth) {
        m_out.recoveryNs = std::max(m_out.recoveryNs, static_cast<double>(m_now - next.toNs));
        m_recovering = false;
        ++m_disturbance;
    }
}

void Replication::beginStatistics()
{
    m_warm = m_out.ledger;
    m_out.wait.clear();
    m_out.timeToReady.clear();
    m_api.forget();
    m_out.waitSumNs = m_out.readySumNs = 0;
    m_out.waitCount = 0;
    m_out.instanceNs = 0;
    for (Station &station : m_stations) {
        station.totals = {};
        station.totals.maxSlots = station.slots.wanted();
        station.slotsSince = m_now;
    }
    // The part of running calls that lies before the warm-up's end will be counted when they end: take it out now.
    for (const Event &event : m_running.events()) {
        const Job &job = m_jobs[event.job];
        m_stations[job.station].totals.busyNs -= m_now - job.startedAt;
    }
}

void Replication::finish()
{
    for (size_t i = 0; i < kCountSize; ++i)
        m_out.counts[i] = m_out.ledger[i] - m_warm[i];
    // What ends exactly at the horizon has been handled; what runs on is cut there.
    for (Station &station : m_stations) {
        paySlots(station);
        station.totals.busyEnd = station.busy;
        m_out.inFlightEnd += station.busy;
    }
    while (!m_running.empty()) {
        const Job &job = m_jobs[m_running.top().job];
        m_stations[job.station].totals.busyNs += m_model.horizonNs - job.startedAt;
        m_running.popTop();
    }
    for (const Station &station : m_stations)
        m_out.stations.push_back(station.totals);
    m_api.collect(m_out.apiLatency, m_out.apiSumNs);
    m_out.depthEnd = depth();
    m_out.delayedEnd = static_cast<qint64>(m_delayed.size());
    if (m_recovering)
        m_out.recoveryNs = std::numeric_limits<double>::infinity();
}

} // namespace remirai::sim
