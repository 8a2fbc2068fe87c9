// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/model.h"

namespace remirai::sim {

inline constexpr double kSecond = 1e9; // ns

// One station in its steady state; the mean service time is one second unless the law says otherwise.
Model steady(double perSecond, int slotCount, const Law &law, double seconds, double warmup, double cellSeconds = 100);
// Everything the brute engine covers, at once: two steps, failures, timeouts, retries, scaling, a spike.
Model busyModel(double cellSeconds);

} // namespace remirai::sim
