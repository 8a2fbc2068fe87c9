// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/run/experiment.h"

namespace remirai::sim {

// Differences of each further variant to the first, replication by replication: both saw the same random numbers, so
// the paired interval is much narrower than two separate ones.
Estimate pairedDifference(const VariantResult &base, const VariantResult &other, int scalar);
QString comparisonText(const ExperimentResult &result);

} // namespace remirai::sim
