// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace remirai {

// How many slots a queue should have. Pure: the dispatcher and the simulator call the same function.
struct ScalingPolicy
{
    int minSlots = 10;
    int maxSlots = 100;
    qint64 targetWaitMs = 30'000; // how long a message may wait for a slot
    qint64 scaleUpEveryMs = 15'000; // slots may double once in this time
    qint64 scaleDownAfterMs = 300'000; // demand must stay below for this long before one slot goes
    double providerPerMinute = 0; // calls the provider allows; 0 = unlimited
};

struct ScalingInput
{
    qint64 nowMs = 0; // steady clock
    qint64 backlog = 0; // visible messages
    qint64 inFlight = 0;
    double serviceTimeMs = 0; // moving average of one step; 0 = unknown yet
};

struct ScalingState
{
    int slotCount = 0; // 0 = not started: the first decision begins at minSlots
    qint64 lastUpMs = 0;
    qint64 lowSinceMs = -1; // -1 = demand is not below slotCount
};

// Demand = the slots that clear the backlog within targetWait plus what runs already, bounded by min, max and by the
// provider's rate (slots that it could not feed anyway). Up: at once, at most doubling every scaleUpEvery.
// Down: one at a time, only after scaleDownAfter below; the dispatcher drains, it never interrupts.
int demandedSlots(const ScalingPolicy &policy, const ScalingInput &input);
ScalingState desiredSlots(const ScalingPolicy &policy, const ScalingInput &input, ScalingState state);

} // namespace remirai
