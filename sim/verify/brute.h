// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/model.h"
#include "sim/engine/outcome.h"

namespace remirai::sim {

// The same model, told the long way: one event per arrival, std::priority_queue, everything counted as it happens.
// Shares the random draws with Replication and nothing of its event loop, so both must agree to the last bit. Covers
// stations, failures, timeouts, retries and scaling; not the API tier, clients, capacity, leases, rate limits or
// outages.
struct BruteOutcome
{
    quint64 fingerprint = 0;
    qint64 ready = 0;
    qint64 deadLettered = 0;
    qint64 arrivals = 0;
    Wide waitNs = 0; // Σ waits of receives, all stations
    Wide busyNs = 0; // ∫ busy slots dt, by integration
    Wide serviceNs = 0; // Σ slot times of calls, cut at the horizon
    Wide depthNs = 0; // ∫ visible messages dt, by integration
    Wide waitingNs = 0; // Σ waits, those of messages still waiting at the horizon included
    qint64 depthEnd = 0;
    qint64 maxDepth = 0; // at cell boundaries
    quint64 events = 0;
};
BruteOutcome runBrute(const Model &model, quint64 replication);

// Σ waits by the recursion of Kiefer and Wolfowitz (for c = 1, Lindley's): each job takes the slot that is free first.
// For one station with fixed slots and no failures. Counts jobs that begin within the horizon.
Wide kieferWolfowitzWait(const Model &model, quint64 replication, qint64 &begun);

} // namespace remirai::sim
