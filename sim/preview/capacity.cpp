// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/capacity.h"

#include "sim/preview/closedforms.h"

#include <algorithm>

namespace remirai::sim {

namespace {

double timeoutShare(const StationModel &station)
{
    return station.timeoutNs > 0 ? station.latency.shareAbove(static_cast<double>(station.timeoutNs)) : 0;
}

} // namespace

double callSecondsOf(const StationModel &station)
{
    return std::max(1.0, station.latency.meanNs() + (station.hasSecond ? station.also.meanNs() : 0)) * 1e-9;
}

double slotSecondsOf(const StationModel &station)
{
    if (station.timeoutNs == 0)
        return callSecondsOf(station);
    return std::max(1.0, station.latency.meanUpTo(static_cast<double>(station.timeoutNs))) * 1e-9;
}

double callsOf(const StationModel &station)
{
    const double timeouts = timeoutShare(station);
    return callsPerJob(timeouts + (1 - timeouts) * station.failure, station.retry.maxAttempts);
}

double successOf(const StationModel &station)
{
    return (1 - timeoutShare(station)) * std::max(0.0, 1 - station.failure - station.fatal);
}

double capacityOf(const StationModel &station)
{
    const double slots = station.scaling.maxSlots / slotSecondsOf(station);
    const double limited = station.permitNs > 0 ? std::min(slots, 1e9 / static_cast<double>(station.permitNs)) : slots;
    return limited / callsOf(station);
}

} // namespace remirai::sim
