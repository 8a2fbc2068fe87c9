// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/capacity.h"

#include "sim/preview/closedforms.h"

#include <algorithm>

namespace remirai::sim {

double meanSecondsOf(const StationModel &station)
{
    const double mean = (station.latency.meanNs() + (station.hasSecond ? station.also.meanNs() : 0)) * 1e-9;
    return std::max(1e-9, mean);
}

double callsOf(const StationModel &station)
{
    return callsPerJob(station.failure, station.retry.maxAttempts);
}

double capacityOf(const StationModel &station)
{
    const double slots = station.scaling.maxSlots / meanSecondsOf(station);
    const double limited = station.permitNs > 0 ? std::min(slots, 1e9 / static_cast<double>(station.permitNs)) : slots;
    return limited / callsOf(station);
}

} // namespace remirai::sim
