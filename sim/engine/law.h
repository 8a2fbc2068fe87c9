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

    qint64 draw(double u) const;
    double quantile(double u) const;
    double meanNs() const { return m_meanNs; }
    // E[X^power] for power 2 and 3.
    double moment(int power) const;
    double cv() const;

private:
    enum class Kind { Deterministic, Exponential, Lognormal, Empirical };

    Kind m_kind = Kind::Deterministic;
    double m_meanNs = 0;
    double m_mu = 0;
    double m_sigma = 0;
    std::shared_ptr<const std::vector<double>> m_sorted;
};

} // namespace remirai::sim
