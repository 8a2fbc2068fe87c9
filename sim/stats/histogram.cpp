// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/stats/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace remirai::sim {

double Histogram::valueOf(size_t bucket)
{
    constexpr size_t kSub = size_t(1) << kSubBits;
    if (bucket < 2 * kSub)
        return static_cast<double>(bucket);
    const size_t shift = (bucket >> kSubBits) - 1;
    const double low = static_cast<double>(bucket - (shift << kSubBits));
    return std::ldexp(low + 0.5, static_cast<int>(shift));
}

void Histogram::merge(const Histogram &other)
{
    for (size_t i = 0; i < m_weights.size(); ++i)
        m_weights[i] += other.m_weights[i];
    m_max = std::max(m_max, other.m_max);
}

void Histogram::clear()
{
    std::fill(m_weights.begin(), m_weights.end(), 0.0);
    m_max = 0;
}

double Histogram::total() const
{
    return std::accumulate(m_weights.begin(), m_weights.end(), 0.0);
}

double Histogram::mean() const
{
    double sum = 0;
    for (size_t i = 0; i < m_weights.size(); ++i) {
        if (m_weights[i] > 0)
            sum += m_weights[i] * valueOf(i);
    }
    const double all = total();
    return all > 0 ? sum / all : std::numeric_limits<double>::quiet_NaN();
}

double Histogram::quantile(double q) const
{
    const double all = total();
    if (all <= 0)
        return std::numeric_limits<double>::quiet_NaN();
    const double wanted = q * all;
    double sum = 0;
    for (size_t i = 0; i < m_weights.size(); ++i) {
        sum += m_weights[i];
        if (m_weights[i] > 0 && sum >= wanted)
            return std::min(valueOf(i), static_cast<double>(m_max));
    }
    return static_cast<double>(m_max);
}

double Histogram::shareUpTo(qint64 ns) const
{
    const double all = total();
    if (all <= 0)
        return std::numeric_limits<double>::quiet_NaN();
    const size_t last = bucketOf(ns);
    double sum = 0;
    for (size_t i = 0; i <= last && i < m_weights.size(); ++i)
        sum += m_weights[i];
    return sum / all;
}

} // namespace remirai::sim
