// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace remirai::sim {

// Quantile of Student's t with `degrees` ≥ 1 degrees of freedom, by bisection on the regularised incomplete beta
// function (Abramowitz and Stegun 26.7.1 and 26.5.8). Error below 1e-10.
double studentQuantile(double p, double degrees);

// Mean with what is known about it from independent replications.
struct Estimate
{
    double mean = 0;
    double halfWidth = 0; // of the 95 % interval of the mean (Student t); infinite for one value
    double deviation = 0;
    double p05 = 0; // prediction: one live run falls between p05 and p95 nine times of ten
    double p50 = 0;
    double p95 = 0;
    double least = 0;
    double most = 0;
    int count = 0; // finite values
    int missing = 0; // replications without one (nothing became ready, did not recover)
};

// Values that are not finite count as missing.
Estimate estimate(std::vector<double> values);

// The q-quantile of sorted values, between order statistics (type 7 of Hyndman and Fan). Infinite values are
// allowed, NaN is not.
double sortedQuantile(const std::vector<double> &sorted, double q);

} // namespace remirai::sim
