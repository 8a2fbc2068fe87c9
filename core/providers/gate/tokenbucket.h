// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <limits>

namespace remirai {

// A token bucket in its equivalent form as a virtual schedule (GCRA, ITU-T I.371 annex A): one number instead of a
// level and a time, and a caller that waits has its place reserved. The bucket holds one second's worth of tokens, at
// least one, because providers enforce 60 per minute as one per second.
struct RateState
{
    double nextMs =
        std::numeric_limits<double>::lowest(); // when the call after the reserved ones falls due, steady clock
};

struct Reservation
{
    bool granted = false;
    qint64 waitMs = 0; // before the call may start; when refused, how long it would have been
    RateState state; // unchanged when refused
};

// `perMinute` ≤ 0 means unlimited. Refused when the wait would be longer than `maxWaitMs`.
Reservation reserve(double perMinute, RateState state, qint64 nowMs, qint64 maxWaitMs);

} // namespace remirai
