// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <memory>
#include <vector>

namespace remirai::sim {

// How long a call takes, in nanoseconds, drawn by inversion: monotone in the uniform and one uniform per draw, which is
// what keeps variants synchronised under common random numbers.
class Law
{
public:
    static Law deterministic(double ns);
    static Law exponential(double meanNs);
    // `cv` is the coefficient of variation (standard deviation over mean).
    static Law lognormal(double meanNs, double cv);
    // Resamples the measured values as they are (the empirical distribution function).
    static Law empirical(std::vector<double> samplesNs);

    Law() = default;

    qint64 draw(double u) const
    {
        // Nearly all draws of the commonest law: a straight line between two of 1,025 exact quantiles, within 6e-5 of
        // the exact value. The tails are computed.
        if (m_body && u >= kBodyFrom && u < kBodyTo) {
            const double position = (u - kBodyFrom) * (kBodySteps / (kBodyTo - kBodyFrom));
            const auto i = static_cast<size_t>(position);
            const double below = (*m_body)[i];
            return static_cast<qint64>(below + (position - static_cast<double>(i)) * ((*m_body)[i + 1] - below) + 0.5);
        }
        return static_cast<qint64>(quantile(u) + 0.5);
    }
    double quantile(double u) const;
    double meanNs() const { return m_meanNs; }
    // What a limit does to a call: the share that would take longer, and E[min(X, limit)].
    double shareAbove(double limitNs) const;
    double meanUpTo(double limitNs) const;
    // E[X^power] for power 2 and 3.
    double moment(int power) const;
    double cv() const;

private:
    enum class Kind { Deterministic, Exponential, Lognormal, Empirical };

    Kind m_kind = Kind::Deterministic;
    double m_meanNs = 0;
    double m_mu = 0;
    double m_sigma = 0;
    static constexpr double kBodyFrom = 0.02;
    static constexpr double kBodyTo = 0.98;
    static constexpr int kBodySteps = 1'024;
    std::shared_ptr<const std::vector<double>> m_body; // log-normal only
    std::shared_ptr<const std::vector<double>> m_sorted; // empirical only
};

} // namespace remirai::sim
