// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/model.h"

namespace remirai::sim {

// What a step can do, on average, apart from chance.

double callSecondsOf(const StationModel &station); // with all the time it wants; both calls where one slot makes two
double slotSecondsOf(const StationModel &station); // that a call takes: its timeout at most
double callsOf(const StationModel &station); // per job, failed attempts included
double successOf(const StationModel &station); // share of the calls that finish their step
double capacityOf(const StationModel &station); // jobs per second at its most slots and within the provider's limit

} // namespace remirai::sim
