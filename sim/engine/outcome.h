// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/philox.h"
#include "sim/stats/histogram.h"

#include <array>
#include <vector>

namespace remirai::sim {

// What one replication yields. A plain value; equal, to the last bit, for equal (model, replication).

enum class Count : quint8 {
    Submitted, // first submissions
    Resubmitted, // a client's further tries
    Rejected, // submissions turned away: API in-flight limit or full waiting room
    GaveUp, // clients out of tries
    Accepted,
    Ready, // all steps done
    InTime, // … while the client was still there
    DeadLettered,
    Expired, // older than the queue keeps messages
    Cancelled, // dropped because the client had gone
    Abandoned, // clients whose patience ended first
    Retries, // failed attempts that were tried again
    Snoozed, // 429: postponed without spending an attempt
    LeaseEnds, // leases that ran out before the call returned
    Calls,
    Wasted, // calls that ended after the client had gone or the lease had ended
    Polls,
    PollsRejected,
    CostMicros, // of the calls
    Size
};
inline constexpr size_t kCountSize = static_cast<size_t>(Count::Size);

// One value per sample instant (every sampleNs, the first at sampleNs). Rates and means are of the interval that ends
// there.
enum class Metric : quint8 {
    Arrivals, // submissions per second, further tries included
    Rejections, // per second
    Depth, // visible messages, all steps
    DepthSecond, // of the second step alone
    Delayed, // messages waiting for a retry or a snooze
    OldestAge, // s
    InFlight, // messages in a slot
    Slots, // wanted, all steps
    Wait, // s, mean of jobs that began
    TimeToReady, // s, mean of jobs that became ready
    Completions, // per second
    Failures, // retried attempts per second
    DeadLetters, // per second
    Abandonments, // per second
    ApiLatency, // s, p99
    ApiInstances,
    Cost, // so far
    Size
};
inline constexpr size_t kMetricSize = static_cast<size_t>(Metric::Size);

struct StationTotals
{
    qint64 starts = 0;
    Wide waitNs = 0; // of receives, from visible to begun
    Wide busyNs = 0; // slot time, ended or cut at the horizon
    Wide slotNs = 0; // paid slot time
    int maxSlots = 0;
    qint64 busyEnd = 0; // in a slot at the horizon
};

struct Outcome
{
    quint64 replication = 0;
    std::array<qint64, kCountSize> counts{}; // since the warm-up
    std::array<qint64, kCountSize> ledger{}; // since the start: what conservation is checked on
    std::vector<StationTotals> stations;
    Histogram wait; // first receive − accepted
    Histogram timeToReady;
    Histogram apiLatency; // weights are expectations
    Wide waitSumNs = 0;
    Wide readySumNs = 0;
    qint64 waitCount = 0;
    double apiSumNs = 0;
    double instanceNs = 0;
    qint64 maxDepth = 0; // at cell boundaries
    qint64 maxDepthAtNs = 0;
    qint64 depthEnd = 0; // visible, at the horizon
    qint64 delayedEnd = 0;
    qint64 inFlightEnd = 0;
    bool disturbed = false;
    double recoveryNs = 0; // of the slowest disturbance; infinite when it did not recover
    quint64 fingerprint = 0;
    quint64 events = 0;
    std::array<std::vector<float>, kMetricSize> series;
    bool cancelled = false;

    qint64 count(Count which) const { return counts[static_cast<size_t>(which)]; }
};

} // namespace remirai::sim
