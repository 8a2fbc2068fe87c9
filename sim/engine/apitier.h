// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/model.h"
#include "sim/stats/histogram.h"

#include <array>
#include <map>

namespace remirai::sim {

// The API tier, cell by cell. Its relaxation time at 10,000 requests a second is milliseconds, far below a cell, so
// each cell is in the stationary state of M/M/c/K for its load; for other service laws the wait is scaled by (1 +
// cv²)/2 (Lee and Longton 1959, Allen 1990). An approximation, and the only one on the path of a job in queue mode.
class ApiTier
{
public:
    static constexpr size_t kSlices = 64;

    struct State
    {
        double blocked = 0; // share of requests turned away
        double meanNs = 0;
        double p99Ns = 0;
        std::array<double, kSlices> latencyNs{}; // equally likely values of the time to answer
        double weight = 0; // requests answered in this state
    };

    explicit ApiTier(const ApiModel &model);

    // `perSecond` requests offered to `instances`. Loads are rounded to 2 %, so that states can be kept.
    State &at(double perSecond, int instances);
    // How many instances keep the utilisation at its target.
    int instancesFor(double perSecond) const;
    // The weights of all states as one distribution; forget() sets them to zero.
    void collect(Histogram &latency, double &sumNs) const;
    void forget();

private:
    State compute(double perSecond, int instances) const;

    ApiModel m_model;
    State m_unloaded; // nobody waits: the service time alone
    std::map<std::pair<int, int>, State> m_states;
};

} // namespace remirai::sim
