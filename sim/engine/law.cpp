// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/law.h"

#include "sim/engine/reals.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace remirai::sim {

namespace {

// The share of a standard normal variable above z.
double normalAbove(double z)
{
    return std::erfc(z / std::numbers::sqrt2) / 2;
}

} // namespace

Law Law::deterministic(double ns)
{
    Law law;
    law.m_meanNs = ns;
    return law;
}

Law Law::exponential(double meanNs)
{
    Law law;
    law.m_kind = Kind::Exponential;
    law.m_meanNs = meanNs;
    return law;
}

Law Law::lognormal(double meanNs, double cv)
{
    if (cv <= 0 || meanNs <= 0)
        return deterministic(meanNs);
    Law law;
    law.m_kind = Kind::Lognormal;
    law.m_meanNs = meanNs;
    const double variance = logOf(1.0 + cv * cv);
    law.m_sigma = std::sqrt(variance);
    law.m_mu = logOf(meanNs) - variance / 2;
    std::vector<double> body;
    for (int i = 0; i <= kBodySteps; ++i)
        body.push_back(law.quantile(kBodyFrom + (kBodyTo - kBodyFrom) * i / kBodySteps));
    body.push_back(body.back()); // for a position that rounds up to the last step
    law.m_body = std::make_shared<const std::vector<double>>(std::move(body));
    return law;
}

Law Law::empirical(std::vector<double> samplesNs)
{
    std::sort(samplesNs.begin(), samplesNs.end());
    Law law;
    law.m_kind = Kind::Empirical;
    double sum = 0;
    for (const double sample : samplesNs)
        sum += sample;
    law.m_meanNs = samplesNs.empty() ? 0 : sum / static_cast<double>(samplesNs.size());
    law.m_sorted = std::make_shared<const std::vector<double>>(std::move(samplesNs));
    return law;
}

double Law::quantile(double u) const
{
    switch (m_kind) {
    case Kind::Deterministic:
        return m_meanNs;
    case Kind::Exponential:
        return -m_meanNs * logOf(1.0 - u);
    case Kind::Lognormal:
        return expOf(m_mu + m_sigma * normalQuantile(u));
    case Kind::Empirical: {
        const auto size = static_cast<double>(m_sorted->size());
        return m_sorted->empty() ? 0 : (*m_sorted)[static_cast<size_t>(std::min(u * size, size - 1))];
    }
    }
    Q_UNREACHABLE();
}

double Law::shareAbove(double limitNs) const
{
    switch (m_kind) {
    case Kind::Deterministic:
        return m_meanNs > limitNs ? 1 : 0;
    case Kind::Exponential:
        return std::exp(-limitNs / m_meanNs);
    case Kind::Lognormal:
        return normalAbove((std::log(limitNs) - m_mu) / m_sigma);
    case Kind::Empirical: {
        const auto above = m_sorted->end() - std::upper_bound(m_sorted->begin(), m_sorted->end(), limitNs);
        return m_sorted->empty() ? 0 : static_cast<double>(above) / static_cast<double>(m_sorted->size());
    }
    }
    Q_UNREACHABLE();
}

double Law::meanUpTo(double limitNs) const
{
    switch (m_kind) {
    case Kind::Deterministic:
        return std::min(m_meanNs, limitNs);
    case Kind::Exponential:
        return -m_meanNs * std::expm1(-limitNs / m_meanNs);
    case Kind::Lognormal:
        return m_meanNs * normalAbove(m_sigma - (std::log(limitNs) - m_mu) / m_sigma) + limitNs * shareAbove(limitNs);
    case Kind::Empirical: {
        double sum = 0;
        for (const double sample : *m_sorted)
            sum += std::min(sample, limitNs);
        return m_sorted->empty() ? 0 : sum / static_cast<double>(m_sorted->size());
    }
    }
    Q_UNREACHABLE();
}

double Law::moment(int power) const
{
    const double p = power;
    switch (m_kind) {
    case Kind::Deterministic:
        return std::pow(m_meanNs, p);
    case Kind::Exponential:
        return std::pow(m_meanNs, p) * (power == 3 ? 6 : 2);
    case Kind::Lognormal:
        return std::exp(p * m_mu + p * p * m_sigma * m_sigma / 2);
    case Kind::Empirical: {
        double sum = 0;
        for (const double sample : *m_sorted)
            sum += std::pow(sample, p);
        return m_sorted->empty() ? 0 : sum / static_cast<double>(m_sorted->size());
    }
    }
    Q_UNREACHABLE();
}

double Law::cv() const
{
    if (m_meanNs <= 0)
        return 0;
    return std::sqrt(std::max(0.0, moment(2) / (m_meanNs * m_meanNs) - 1.0));
}

} // namespace remirai::sim
