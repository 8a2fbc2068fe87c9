// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/philox.h"

#include <span>

namespace remirai::sim {

// Exact counts. Small means by inversion of the cumulative distribution (one uniform), large ones by transformed
// rejection: PTRS for Poisson, BTRS for binomial (Hörmann, "The transformed rejection method for generating Poisson
// random variables", Insurance: Mathematics and Economics 12, 1993; "The generation of binomial random variates",
// 1993).
qint64 poissonCount(double mean, Uniforms &uniforms);
qint64 binomialCount(qint64 n, double p, Uniforms &uniforms);

// Splits n over the weights (which sum to 1): result[i] is added to into[i].
void multinomialSpread(qint64 n, std::span<const double> weights, std::span<qint64> into, Uniforms &uniforms);

} // namespace remirai::sim
