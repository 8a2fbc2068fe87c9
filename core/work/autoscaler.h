// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/saga.h"
#include "core/domain/scaling.h"

#include <map>

namespace remirai {

// Keeps, for each step, how many slots may run at once, and how long a step takes. All decisions are desiredSlots()'s.
// The dispatcher's thread only.
class Autoscaler
{
public:
    explicit Autoscaler(std::map<StepName, ScalingPolicy> policies);

    // How long one call took; the average forgets slowly.
    void observe(StepName step, qint64 tookMs);
    // Looks at a queue; limits come fresh from its row, as an operator may have moved them.
    void look(StepName step, int minSlots, int maxSlots, qint64 nowMs, qint64 backlog, qint64 inFlight);

    int slotCount(StepName step) const;
    double serviceTimeMs(StepName step) const;

private:
    struct Track
    {
        ScalingPolicy policy;
        ScalingState state;
        double serviceTimeMs = 0;
    };
    std::map<StepName, Track> m_tracks;
};

} // namespace remirai
