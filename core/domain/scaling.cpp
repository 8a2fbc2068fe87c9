// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/scaling.h"

#include <algorithm>
#include <cmath>

namespace remirai {

namespace {

// Slots beyond rate · service time would only wait for the provider's permission.
int providerCeiling(const ScalingPolicy &policy, double serviceTimeMs)
{
    if (policy.providerPerMinute <= 0 || serviceTimeMs <= 0)
        return policy.maxSlots;
    const double sustained = std::floor(policy.providerPerMinute / 60'000.0 * serviceTimeMs);
    return static_cast<int>(std::clamp(sustained, 1.0, static_cast<double>(policy.maxSlots)));
}

} // namespace

int demandedSlots(const ScalingPolicy &policy, const ScalingInput &input)
{
    const int ceiling = std::min(policy.maxSlots, providerCeiling(policy, input.serviceTimeMs));
    const int floor = std::min(policy.minSlots, ceiling);
    const double perSlot = std::max(1.0, static_cast<double>(policy.targetWaitMs) / std::max(1.0, input.serviceTimeMs));
    const double demand = std::ceil(static_cast<double>(input.backlog) / perSlot) + static_cast<double>(input.inFlight);
    return static_cast<int>(std::clamp(demand, static_cast<double>(floor), static_cast<double>(ceiling)));
}

ScalingState desiredSlots(const ScalingPolicy &policy, const ScalingInput &input, ScalingState state)
{
    const int demand = demandedSlots(policy, input);
    const int ceiling = std::min(policy.maxSlots, providerCeiling(policy, input.serviceTimeMs));
    const int floor = std::min(policy.minSlots, ceiling);
    if (state.slotCount == 0)
        return {floor, input.nowMs - policy.scaleUpEveryMs, -1};

    // A limit that an operator moved takes effect at once.
    state.slotCount = std::clamp(state.slotCount, floor, std::max(floor, ceiling));
    if (demand > state.slotCount) {
        state.lowSinceMs = -1;
        if (input.nowMs - state.lastUpMs >= policy.scaleUpEveryMs) {
            state.slotCount = std::min(demand, std::max(1, state.slotCount) * 2);
            state.lastUpMs = input.nowMs;
        }
        return state;
    }
    if (demand == state.slotCount) {
        state.lowSinceMs = -1;
        return state;
    }
    if (state.lowSinceMs < 0)
        state.lowSinceMs = input.nowMs;
    if (input.nowMs - state.lowSinceMs >= policy.scaleDownAfterMs)
        state.slotCount -= 1;
    return state;
}

} // namespace remirai
