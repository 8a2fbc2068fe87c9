// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace remirai::sim {

// "p(95)<10m" in k6's grammar: part op limit, with part one of avg, min, max, med, p(N), value, rate, count. Limits of
// times need a unit; shares may be written as "1 %", money with its currency. The metrics wait, time_to_ready and
// api_latency are distributions over jobs or requests; all others are one number a replication.
Result<Threshold> parseThreshold(const QString &metric, const QString &text);

// "thresholds" of the document; problems go to the reader's list.
std::vector<Threshold> readThresholds(ObjectReader &root);

} // namespace remirai::sim
