// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <bit>
#include <vector>

namespace remirai::sim {

// Log-linear histogram of non-negative nanoseconds: 128 buckets per power of two, so a quantile is within 0.4 % of a
// sample and memory does not depend on how many there are. Weights are counts (whole jobs) or expectations (the API
// tier).
class Histogram
{
public:
    static constexpr int kSubBits = 7;

    static size_t bucketOf(qint64 ns)
    {
        const auto value = static_cast<quint64>(ns < 0 ? 0 : ns);
        const int width = static_cast<int>(std::bit_width(value));
        if (width <= kSubBits + 1)
            return static_cast<size_t>(value);
        const int shift = width - kSubBits - 1;
        return (static_cast<size_t>(shift) << kSubBits) + static_cast<size_t>(value >> shift);
    }
    // The middle of the bucket.
    static double valueOf(size_t bucket);

    Histogram()
        : m_weights((64 - kSubBits) << kSubBits, 0.0)
    { }

    void add(qint64 ns)
    {
        m_weights[bucketOf(ns)] += 1;
        m_max = ns > m_max ? ns : m_max;
    }
    void add(qint64 ns, double weight)
    {
        m_weights[bucketOf(ns)] += weight;
        m_max = ns > m_max ? ns : m_max;
    }
    void merge(const Histogram &other);
    void clear();

    double total() const;
    double mean() const; // within a bucket's width; exact sums are kept elsewhere where they matter
    double quantile(double q) const; // ns; NaN when empty
    double shareUpTo(qint64 ns) const; // NaN when empty
    qint64 max() const { return m_max; }
    const std::vector<double> &weights() const { return m_weights; }

private:
    std::vector<double> m_weights;
    qint64 m_max = 0;
};

} // namespace remirai::sim
