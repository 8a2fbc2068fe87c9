// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/stats/student.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace remirai::sim {

namespace {

// Lentz's continued fraction of the incomplete beta function (A&S 26.5.8).
double betaFraction(double a, double b, double x)
{
    constexpr double kTiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    double result = d;
    for (int m = 1; m < 300; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        for (const double step : {even, odd}) {
            d = 1 + step * d;
            d = 1 / (std::abs(d) < kTiny ? kTiny : d);
            c = 1 + step / c;
            c = std::abs(c) < kTiny ? kTiny : c;
            result *= d * c;
        }
        if (std::abs(d * c - 1) < 1e-15)
            break;
    }
    return result;
}

double regularisedBeta(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    const double front =
        std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * betaFraction(a, b, x) / a : 1 - front * betaFraction(b, a, 1 - x) / b;
}

} // namespace

double studentQuantile(double p, double degrees)
{
    if (p < 0.5)
        return -studentQuantile(1 - p, degrees);
    double low = 0;
    double high = 1e6;
    for (int i = 0; i < 200 && high - low > 1e-12 * (1 + low); ++i) {
        const double t = (low + high) / 2;
        const double tail = 0.5 * regularisedBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
        (1 - tail < p ? low : high) = t;
    }
    return (low + high) / 2;
}

double sortedQuantile(const std::vector<double> &sorted, double q)
{
    if (sorted.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double position = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<size_t>(position);
    const size_t above = std::min(below + 1, sorted.size() - 1);
    if (position <= static_cast<double>(below) || sorted[above] == sorted[below])
        return sorted[below]; // infinities have no difference
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Estimate estimate(std::vector<double> values)
{
    Estimate result;
    const auto all = values.size();
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    result.count = static_cast<int>(values.size());
    result.missing = static_cast<int>(all - values.size());
    result.mean = result.p05 = result.p50 = result.p95 = std::numeric_limits<double>::quiet_NaN();
    result.least = result.most = result.halfWidth = result.deviation = result.mean;
    if (values.empty())
        return result;
    const double n = result.count;
    double sum = 0;
    for (const double value : values)
        sum += value;
    result.mean = sum / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - result.mean) * (value - result.mean);
    result.deviation = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
    result.halfWidth = n > 1 ? studentQuantile(0.975, n - 1) * result.deviation / std::sqrt(n)
                             : std::numeric_limits<double>::infinity();
    std::sort(values.begin(), values.end());
    result.p05 = sortedQuantile(values, 0.05);
    result.p50 = sortedQuantile(values, 0.5);
    result.p95 = sortedQuantile(values, 0.95);
    result.least = values.front();
    result.most = values.back();
    return result;
}

} // namespace remirai::sim
