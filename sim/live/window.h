// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/scenario/scenario.h"

#include <vector>

namespace remirai::sim {

// The part of a scenario that is played against a live server, in real time: its spike, or the window that the
// scenario's "live" names, with the arrivals scaled. `variant` is the same stretch made ready to simulate: prediction
// and measurement then share arrivals, horizon and sample instants.
struct LiveWindow
{
    Variant variant;
    qint64 playNs = 0; // arrivals end here; the rest of the horizon is for draining
    double scale = 1;
    double journeys = 0; // expected
};

// `scale` 0 is the scenario's own, `drainNs` how long to follow what has been started. Errors: InvalidArgument when the
// window is longer than an hour or holds more than 200,000 journeys, with the way out.
Result<LiveWindow> liveWindow(const Variant &variant, double scale, qint64 drainNs);

// The instants at which journeys begin, ns from the window's start, in order; equal for equal window and seed.
std::vector<qint64> liveArrivals(const LiveWindow &window);

} // namespace remirai::sim
