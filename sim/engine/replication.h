// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/apitier.h"
#include "sim/engine/eventheap.h"
#include "sim/engine/lane.h"
#include "sim/engine/model.h"
#include "sim/engine/outcome.h"
#include "sim/engine/ring.h"
#include "sim/engine/slots.h"

#include <atomic>

namespace remirai::sim {

// The exact engine: one replication of a model, event by event, with lazy arrivals (lane.h).
//
// Simultaneous events happen in this order, then in the order in which they were scheduled:
//   1. a call ends, fused with the start of the next job in that slot
//   2. a message becomes visible again (retry, snooze, end of a lease)
//   3. a slot that was being started is ready
//   4. cell boundary: clients leave, slots are decided, the state is sampled, the next cell's arrivals are drawn
//   5. an arrival
// A free slot takes the visible message that has been visible longest; a redelivered one counts from when it became
// visible again, as production's queue does. In sustained overload that lets fresh backlog go before retries.
//
// Exact, except: the API tier is a stationary formula per cell (apitier.h), and a client's further submissions are
// placed in the cell after the current one at the earliest, uniformly inside their cell.
class Replication
{
public:
    // `model` outlives this object. `cancel`, when given, is looked at once per cell; `progressNs` is set there.
    Replication(const Model &model, quint64 replication, const std::atomic<bool> *cancel = nullptr,
                std::atomic<qint64> *progressNs = nullptr);

    // Once. Wall clock and system randomness have no part in it.
    Outcome run();

private:
    enum class Ending : quint8 { Success, Failed, Fatal, Refused, Stale };

    struct Job
    {
        qint64 born = 0; // accepted
        qint64 visibleAt = 0;
        qint64 enqueuedAt = 0; // at this step: retention counts from here
        qint64 startedAt = 0;
        quint64 id = 0;
        quint32 attempt = 0; // numbers the draws of this step
        quint16 failures = 0;
        quint8 station = 0;
        quint8 lane = 0;
        Ending ending = Ending::Success;
        bool clientGone = false;
        bool leaseEnded = false; // this entry stands for a message whose lease ran out
        quint64 draw3 = 0; // jitter
    };

    struct Station
    {
        explicit Station(const StationModel &of)
            : model(&of)
            , slots(of)
            , troubled(of.poison > 0 || !of.outages.empty())
        {
            totals.maxSlots = slots.wanted();
        }

        const StationModel *model;
        Slots slots;
        int busy = 0;
        Ring<quint32> visible; // by visibleAt
        qint64 nextPermit = 0;
        double meanServiceMs = 0;
        bool troubled; // has outages or poison
        qint64 slotsSince = 0;
        StationTotals totals;
    };

    struct Departure
    {
        qint64 at = 0; // when patience ends
        quint64 id = 0;
        quint32 job = 0;
    };

    struct Interval
    {
        double waitSumNs = 0;
        double readySumNs = 0;
        qint64 waits = 0;
        qint64 readies = 0;
        double apiP99Ns = 0;
        int instances = 0;
        std::array<qint64, kCountSize> from{};
    };

    // replication.cpp: the clock
    void completeTop();
    void runTimers();
    void tick();
    void arrive();
    void refreshTimer();
    void refreshArrival();
    void sample();
    void followRecovery(qint64 depth);
    void beginStatistics();
    void finish();

    // dispatch.cpp: which job a free slot takes, and how many slots there are (newestfirst.cpp: the lifo order)
    quint32 allocate();
    bool takeNext(Station &station, quint32 &job);
    bool takeNewest(Station &station, quint32 &job);
    quint32 takeFresh();
    quint32 admit(size_t lane, const Lane::Head &head, bool marked);
    void insertVisible(Station &station, quint32 job);
    bool dropIfDead(Station &station, quint32 job);
    void dispatch(Station &station);
    void decideSlots(Station &station);
    void paySlots(Station &station);

    // calls.cpp: how a call goes, and what follows from it
    Event begin(Station &station, quint32 job);
    Ending disturb(const Station &station, const Job &job, qint64 from, Ending ending, qint64 &service) const;
    bool askPermit(Station &station, qint64 &from);
    quint32 outliveLease(const Station &station, quint32 job);
    void endStep(Station &station, quint32 job);
    void retryOrBury(Station &station, quint32 job, bool permanent);
    void postpone(quint32 job, qint64 at);
    void bury(quint32 job);
    void becomeVisible(quint32 job);

    // clients.cpp: who asks, and who gives up
    void drawCell();
    void turnAway(size_t lane, qint64 count);
    void resubmit(size_t lane, qint64 count);
    void clientsLeave();
    void dropOld();
    void leave(quint32 job);
    void endJob(quint32 job);
    void makeSpread();
    bool isFull() const;
    void turnAwayUntilNow();
    double offerToApi(std::span<const qint64> submissions);
    qint64 depth() const;
    qint64 depthOf(const Station &station) const;

    qint64 &counter(Count which) { return m_out.ledger[static_cast<size_t>(which)]; }
    void mix(quint64 value) { m_out.fingerprint = (m_out.fingerprint ^ value) * 0x100000001b3ULL; }

    const Model &m_model;
    const std::atomic<bool> *m_cancel;
    std::atomic<qint64> *m_progressNs;
    const Stream m_jobStream;
    const Stream m_cellStream;
    const Stream m_clientStream;
    const Stream m_burstStream;
    Outcome m_out;

    qint64 m_now = 0;
    qint64 m_nextTimer = 0; // min of delayed, starting, tick
    qint64 m_nextArrival = kNever;
    qint64 m_nextTick = 0;
    qint64 m_cell = 0;
    quint32 m_sequence = 0;
    EventHeap m_running;
    EventHeap m_delayed;
    std::vector<Job> m_jobs;
    std::vector<quint32> m_freeJobs;
    PhiloxBlock m_freshDraws{}; // of the job that takeFresh() took last
    quint64 m_freshId = ~quint64(0);
    std::vector<Lane> m_lanes; // one per submission attempt of the client
    std::vector<Station> m_stations;
    bool m_limited = false; // the first queue has a capacity
    bool m_cancels = false; // jobs are dropped when their client has gone

    // clients
    std::vector<qint64> m_cellCounts; // submissions of the cell being drawn, by lane
    std::vector<std::vector<qint64>> m_pending; // further submissions by lane and cell
    std::vector<std::vector<double>> m_spread; // where a further submission lands, in cells from now, by lane
    Ring<Departure> m_departures;
    EventHeap m_unsortedDepartures; // newest first: births are not in order; `sequence` is the low half of the job's id
    qint64 m_goneInside = 0; // jobs in the system whose client has left
    quint64 m_clientDraws = 0;
    ApiTier m_api;
    double m_burstState = 0;
    double m_lastPerSecond = 0;

    // statistics
    std::array<qint64, kCountSize> m_warm{};
    Interval m_interval;
    size_t m_disturbance = 0;
    bool m_recovering = false;
    qint64 m_calmDepth = 0;
    Ring<std::pair<qint64, qint64>> m_recentDepth; // (time, depth), falling depths of the last hour
};

} // namespace remirai::sim
