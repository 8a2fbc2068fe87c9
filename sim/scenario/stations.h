// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/model.h"
#include "sim/scenario/reader.h"

namespace remirai::sim {

// The part of a scenario that is about queues, slots and providers. Problems go to the readers' list.

// "retry": base and cap, and maxAttempts where `withAttempts`; what is missing keeps its value in `policy`.
RetryPolicy readBackoff(ObjectReader reader, RetryPolicy policy, bool withAttempts);
// "queue", "workers" and "steps" of the document, into model.stations in the order of the saga.
void readStations(ObjectReader &root, Model &model, const QString &folder, QString &currency);
// "outages", into the stations they strike and into model.disturbances.
void readOutages(ObjectReader &root, Model &model);
// "hold": no queue. A request holds its thread for the whole saga: one station, both calls in one slot, one attempt.
void readHold(ObjectReader reader, Model &model);

} // namespace remirai::sim
