// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/alerts.h"

#include <limits>

namespace remirai {

// What this process knows of itself beyond the database, as plain numbers: of layers that services must not include.
struct Vitals
{
    int slotCount = 0; // that the autoscaler allows
    int running = 0; // of them busy
    int workerSlots = 0; // of hosts that take jobs
    double requestsPerSecond = 0; // HTTP, since the last look
    double latencyP50Ms = std::numeric_limits<double>::quiet_NaN(); // of those requests; NaN when there were none
    double latencyP99Ms = std::numeric_limits<double>::quiet_NaN();
    double minuteP50Ms = std::numeric_limits<double>::quiet_NaN(); // of the requests of the last minute
    double minuteP99Ms = std::numeric_limits<double>::quiet_NaN();
    std::vector<AlertFacts::Provider> providers;
};

} // namespace remirai
