// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/drain.h"
#include "sim/engine/model.h"

#include <QString>
#include <vector>

namespace remirai::sim {

// The instant tier: a fluid model (mass balance, no randomness) of the same scenario, in a few milliseconds. Right
// about overload, drain and cost to O(√N); blind to percentiles below saturation, the wait before a retry, leases that
// end, and spread. Slots c follow the policy's own rule, which sees only the mean: in a calm the runs keep some more.
//   dX/dt = λ(t) − min(X, c(t)) / (E[min(S, timeout)] · calls per job),   Q = (X − c)⁺
struct Preview
{
    qint64 sampleNs = 0;
    std::vector<float> depth; // at the sample instants
    std::vector<float> inFlight;
    std::vector<float> slotCount;
    std::vector<float> arrivals; // per second, since the last sample
    std::vector<float> completions; // per second, since the last sample
    std::vector<float> costSoFar;
    // What Metric::TimeToReady is: of the jobs that became ready since the last sample, the mean time since they were
    // accepted. NaN where hardly any did, and all along where a step takes the newest first, which the fluid cannot.
    std::vector<float> secondsToReady;
    double jobs = 0;
    double ready = 0;
    double peakDepth = 0;
    qint64 peakAtNs = 0;
    double recoveryNs = 0; // from the end of the last disturbance; infinite when not within the horizon
    double cost = 0;
};
Preview preview(const Model &model);

// The pre-flight verdict: capacity against load, before anything is run.
struct Preflight
{
    double capacityPerSecond = 0; // jobs, of the tightest step at its most slots
    double busiestPerSecond = 0; // jobs in the busiest hour outside spikes
    double utilisation = 0; // busiest / capacity
    double spikeJobs = 0; // of the largest spike
    Drain drain; // of that spike, or of the steady state without one
    int workersForAnHour = 0; // that would clear it in an hour; 0 without a spike
    int workersForCalm = 0; // P(wait) ≤ 5 % in the busiest hour (M/M/c)
    QString sentence; // one sentence a planner can repeat
};
Preflight preflight(const Model &model);

} // namespace remirai::sim
