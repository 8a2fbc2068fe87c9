// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/gate/tokenbucket.h"

#include <algorithm>
#include <cmath>

namespace remirai {

Reservation reserve(double perMinute, RateState state, qint64 nowMs, qint64 maxWaitMs)
{
    if (perMinute <= 0)
        return {true, 0, state};
    const double intervalMs = 60'000 / perMinute;
    const double burst = std::max(1.0, perMinute / 60);
    const double now = static_cast<double>(nowMs);
    const double due = std::max(state.nextMs, now);
    const double wait = std::max(0.0, due - (burst - 1) * intervalMs - now);
    const qint64 waitMs = static_cast<qint64>(std::ceil(wait));
    if (waitMs > maxWaitMs)
        return {false, waitMs, state};
    return {true, waitMs, RateState{due + intervalMs}};
}

} // namespace remirai
