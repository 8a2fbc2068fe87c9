// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace remirai::sim {

// M/M/c told plainly: exponential gaps, one event per arrival and one per departure, the simulator's own heap, streams
// and clock. A check of Replication that shares no arrival logic with it, and the speed of the bare event loop.
struct MmcResult
{
    qint64 customers = 0;
    quint64 events = 0;
    double meanWaitSeconds = 0;
};
// Mean service time one second; `perSecond` arrivals; the first `warmup` customers are not counted.
MmcResult runMmc(double perSecond, int slotCount, qint64 customers, qint64 warmup, quint64 seed, quint64 replication);

} // namespace remirai::sim
