// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/verify/brute.h"

#include "sim/engine/lane.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <queue>

namespace remirai::sim {

namespace {

constexpr qint64 kMsNs = 1'000'000;

enum class Kind { CallEnds, Visible, SlotReady, Cell, Arrival }; // in the documented order of simultaneous events

struct Happening
{
    qint64 at;
    Kind kind;
    quint64 order;
    size_t what; // job, station, or cell
    bool operator>(const Happening &other) const
    {
        return std::tie(at, kind, order) > std::tie(other.at, other.kind, other.order);
    }
};

struct Job
{
    quint64 id = 0;
    size_t station = 0;
    quint64 attempt = 0;
    int failures = 0;
    qint64 visibleAt = 0;
    qint64 startedAt = 0;
    double fate = 0;
    double jitter = 0;
    bool timedOut = false;
};

struct Place
{
    std::deque<size_t> waiting;
    int ready = 0;
    int busy = 0;
    std::deque<int> starting;
    ScalingState scaling;
    double meanServiceMs = 0;
};

std::vector<Lane::Head> arrivalsOf(const Model &model, quint64 replication)
{
    std::vector<Lane::Head> all;
    const Stream cells{model.seed, streamId("cells"), replication};
    Lane lane({model.seed, streamId("jobs"), replication}, {}, 0);
    for (qint64 cell = 0; cell < model.cellCount(); ++cell) {
        Uniforms uniforms(cells, static_cast<quint64>(cell));
        lane.push(cell * model.cellNs, (cell + 1) * model.cellNs,
                  poissonCount((*model.expected)[static_cast<size_t>(cell)], uniforms));
        while (lane.count() > 0) {
            all.push_back(lane.head());
            lane.take();
        }
    }
    return all;
}

class Brute
{
public:
    Brute(const Model &model, quint64 replication)
        : m_model(model)
        , m_stream{model.seed, streamId("jobs"), replication}
    {
        m_out.fingerprint = 0xcbf29ce484222325ULL;
        for (const StationModel &station : model.stations) {
            Place place;
            place.ready = station.scaling.minSlots;
            place.scaling.slotCount = place.ready;
            place.scaling.lastUpMs = -station.scaling.scaleUpEveryMs;
            m_places.push_back(place);
        }
        for (const Lane::Head &head : arrivalsOf(model, replication)) {
            Job job;
            job.id = head.id;
            m_jobs.push_back(job);
            schedule(head.at, Kind::Arrival, m_jobs.size() - 1);
        }
        for (qint64 cell = 0; cell <= model.cellCount(); ++cell)
            schedule(cell * model.cellNs, Kind::Cell, static_cast<size_t>(cell));
    }

    BruteOutcome run()
    {
        while (!m_queue.empty() && m_queue.top().at <= m_model.horizonNs) {
            const Happening next = m_queue.top();
            m_queue.pop();
            advance(next.at);
            ++m_out.events;
            switch (next.kind) {
            case Kind::CallEnds:
                callEnds(next.what);
                break;
            case Kind::Visible:
                enqueue(next.what);
                break;
            case Kind::SlotReady:
                m_places[next.what].ready += m_places[next.what].starting.front();
                m_places[next.what].starting.pop_front();
                serve(next.what);
                break;
            case Kind::Cell:
                cell();
                break;
            case Kind::Arrival:
                ++m_out.arrivals;
                enqueue(next.what);
                break;
            }
            if (next.kind == Kind::Cell && next.at == m_model.horizonNs)
                break;
        }
        m_out.waitingNs = m_out.waitNs;
        for (const Place &place : m_places) {
            m_out.depthEnd += static_cast<qint64>(place.waiting.size());
            for (const size_t job : place.waiting)
                m_out.waitingNs += m_model.horizonNs - m_jobs[job].visibleAt;
        }
        for (const Job &job : m_jobs)
            m_out.serviceNs += job.startedAt < 0 ? m_model.horizonNs + job.startedAt + 1 : 0; // see serve()
        return m_out;
    }

private:
    void schedule(qint64 at, Kind kind, size_t what) { m_queue.push({at, kind, m_order++, what}); }

    void advance(qint64 to)
    {
        for (const Place &place : m_places) {
            m_out.busyNs += Wide(to - m_now) * place.busy;
            m_out.depthNs += Wide(to - m_now) * static_cast<qint64>(place.waiting.size());
        }
        m_now = to;
    }

    void enqueue(size_t index)
    {
        Job &job = m_jobs[index];
        job.visibleAt = m_now;
        m_places[job.station].waiting.push_back(index);
        serve(job.station);
    }

    void serve(size_t station)
    {
        Place &place = m_places[station];
        while (place.busy < place.ready && !place.waiting.empty()) {
            const size_t index = place.waiting.front();
            place.waiting.pop_front();
            Job &job = m_jobs[index];
            const StationModel &model = m_model.stations[station];
            const PhiloxBlock draws = m_stream.block(job.id, (quint64(station) << 32) + job.attempt++);
            m_out.waitNs += m_now - job.visibleAt;
            job.startedAt = -m_now - 1; // negative while it runs
            job.fate = unit(draws[2]);
            job.jitter = unit(draws[3]);
            qint64 service = model.latency.draw(unit(draws[1]));
            job.timedOut = model.timeoutNs > 0 && service > model.timeoutNs;
            service = job.timedOut ? model.timeoutNs : service;
            ++place.busy;
            schedule(m_now + service, Kind::CallEnds, index);
        }
    }

    void callEnds(size_t index)
    {
        Job &job = m_jobs[index];
        const size_t station = job.station;
        const StationModel &model = m_model.stations[station];
        Place &place = m_places[station];
        m_out.fingerprint =
            (m_out.fingerprint ^ (static_cast<quint64>(m_now) + job.id * 0x9E3779B97F4A7C15ULL)) * 0x100000001b3ULL;
        const qint64 took = m_now + job.startedAt + 1;
        job.startedAt = 0;
        m_out.serviceNs += took;
        const double tookMs = static_cast<double>(took) * 1e-6;
        place.meanServiceMs += place.meanServiceMs > 0 ? 0.05 * (tookMs - place.meanServiceMs) : tookMs;
        --place.busy;
        const bool fatal = !job.timedOut && job.fate < model.fatal;
        if (fatal || job.timedOut || job.fate < model.fatal + model.failure) {
            const RetryDecision decision = afterFailure(model.retry, ++job.failures, fatal, job.jitter);
            if (decision.verdict == RetryVerdict::Again)
                schedule(m_now + decision.delayMs * kMsNs, Kind::Visible, index);
            else
                ++m_out.deadLettered;
        } else if (station + 1 < m_places.size()) {
            job.station = station + 1;
            job.attempt = 0;
            job.failures = 0;
        } else {
            ++m_out.ready;
        }
        serve(station);
        if (job.station != station)
            enqueue(index);
    }

    void cell()
    {
        qint64 depth = 0;
        for (const Place &place : m_places)
            depth += static_cast<qint64>(place.waiting.size());
        m_out.maxDepth = std::max(m_out.maxDepth, depth);
        for (size_t station = 0; station < m_places.size(); ++station) {
            const StationModel &model = m_model.stations[station];
            if (model.decideEveryNs == 0 || m_now == 0 || m_now % model.decideEveryNs != 0)
                continue;
            Place &place = m_places[station];
            const int had = place.scaling.slotCount;
            place.scaling = desiredSlots(
                model.scaling,
                {m_now / kMsNs, static_cast<qint64>(place.waiting.size()), place.busy, place.meanServiceMs},
                place.scaling);
            const int change = place.scaling.slotCount - had;
            if (change > 0) {
                place.starting.push_back(change);
                schedule(m_now + model.startDelayNs, Kind::SlotReady, station);
            }
            for (int surplus = -change; surplus > 0; --surplus) {
                if (place.starting.empty() || place.starting.back() == 0)
                    --place.ready;
                else
                    --place.starting.back();
            }
        }
    }

    const Model &m_model;
    const Stream m_stream;
    BruteOutcome m_out;
    qint64 m_now = 0;
    quint64 m_order = 0;
    std::priority_queue<Happening, std::vector<Happening>, std::greater<>> m_queue;
    std::vector<Job> m_jobs;
    std::vector<Place> m_places;
};

} // namespace

BruteOutcome runBrute(const Model &model, quint64 replication)
{
    return Brute(model, replication).run();
}

Wide kieferWolfowitzWait(const Model &model, quint64 replication, qint64 &begun)
{
    const StationModel &station = model.stations.front();
    std::vector<qint64> freeAt(static_cast<size_t>(station.scaling.minSlots), 0);
    Wide sum = 0;
    begun = 0;
    for (const Lane::Head &head : arrivalsOf(model, replication)) {
        const auto first = std::min_element(freeAt.begin(), freeAt.end());
        const qint64 start = std::max(head.at, *first);
        if (start > model.horizonNs)
            break;
        sum += start - head.at;
        ++begun;
        *first = start + station.latency.draw(unit(head.draws[1]));
    }
    return sum;
}

} // namespace remirai::sim
