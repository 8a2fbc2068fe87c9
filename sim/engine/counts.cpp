// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/counts.h"

#include "sim/engine/reals.h"

#include <algorithm>
#include <cmath>

namespace remirai::sim {

namespace {

qint64 poissonByInversion(double mean, Uniforms &uniforms)
{
    double p = expOf(-mean);
    double u = uniforms.next();
    qint64 k = 0;
    while (u > p && k < 200) {
        u -= p;
        ++k;
        p *= mean / static_cast<double>(k);
    }
    return k;
}

qint64 poissonByRejection(double mean, Uniforms &uniforms)
{
    const double logMean = logOf(mean);
    const double b = 0.931 + 2.53 * std::sqrt(mean);
    const double a = -0.059 + 0.02483 * b;
    const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const double vr = 0.9277 - 3.6224 / (b - 2.0);
    for (;;) {
        const double u = uniforms.next() - 0.5;
        const double v = uniforms.next();
        const double us = 0.5 - std::abs(u);
        const double candidate = std::floor((2.0 * a / us + b) * u + mean + 0.43);
        if (candidate < 0)
            continue;
        const auto k = static_cast<qint64>(candidate);
        if (us >= 0.07 && v <= vr)
            return k;
        if (us < 0.013 && v > us)
            continue;
        if (logOf(v * inverseAlpha / (a / (us * us) + b)) <= candidate * logMean - mean - logFactorial(k))
            return k;
    }
}

qint64 binomialByInversion(qint64 n, double p, Uniforms &uniforms)
{
    const double q = 1.0 - p;
    const double ratio = p / q;
    double probability = expOf(static_cast<double>(n) * logOf(q));
    double u = uniforms.next();
    qint64 k = 0;
    while (u > probability && k < n && k < 400) {
        u -= probability;
        ++k;
        probability *= ratio * static_cast<double>(n - k + 1) / static_cast<double>(k);
    }
    return k;
}

qint64 binomialByRejection(qint64 n, double p, Uniforms &uniforms)
{
    const double count = static_cast<double>(n);
    const double spread = std::sqrt(count * p * (1.0 - p));
    const double b = 1.15 + 2.53 * spread;
    const double a = -0.0873 + 0.0248 * b + 0.01 * p;
    const double centre = count * p + 0.5;
    const double alpha = (2.83 + 5.1 / b) * spread;
    const double vr = 0.92 - 4.2 / b;
    const double logOdds = logOf(p / (1.0 - p));
    const auto mode = static_cast<qint64>((count + 1.0) * p);
    const double top = logFactorial(mode) + logFactorial(n - mode);
    for (;;) {
        const double u = uniforms.next() - 0.5;
        const double v = uniforms.next();
        const double us = 0.5 - std::abs(u);
        const double candidate = std::floor((2.0 * a / us + b) * u + centre);
        if (candidate < 0 || candidate > count)
            continue;
        const auto k = static_cast<qint64>(candidate);
        if (us >= 0.07 && v <= vr)
            return k;
        const double logRatio = top - logFactorial(k) - logFactorial(n - k) + static_cast<double>(k - mode) * logOdds;
        if (logOf(v * alpha / (a / (us * us) + b)) <= logRatio)
            return k;
    }
}

} // namespace

qint64 poissonCount(double mean, Uniforms &uniforms)
{
    if (mean <= 0)
        return 0;
    return mean < 10 ? poissonByInversion(mean, uniforms) : poissonByRejection(mean, uniforms);
}

qint64 binomialCount(qint64 n, double p, Uniforms &uniforms)
{
    if (n <= 0 || p <= 0)
        return 0;
    if (p >= 1)
        return n;
    if (p > 0.5)
        return n - binomialCount(n, 1.0 - p, uniforms);
    return static_cast<double>(n) * p < 10 ? binomialByInversion(n, p, uniforms) : binomialByRejection(n, p, uniforms);
}

void multinomialSpread(qint64 n, std::span<const double> weights, std::span<qint64> into, Uniforms &uniforms)
{
    double rest = 1;
    for (size_t i = 0; i < weights.size() && n > 0; ++i) {
        const bool last = i + 1 == weights.size();
        const qint64 share = last ? n : binomialCount(n, std::min(1.0, weights[i] / rest), uniforms);
        into[i] += share;
        n -= share;
        rest -= weights[i];
    }
}

} // namespace remirai::sim
