// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/apitier.h"

#include "sim/engine/reals.h"

#include <algorithm>
#include <cmath>

namespace remirai::sim {

namespace {

constexpr double kStep = 0.02;

struct Queue
{
    double blocked = 0;
    double waits = 0; // share of the accepted that wait
    double drainPerSecond = 0; // the wait of those is about exponential with this rate
    double meanWaitSeconds = 0; // of those
};

// M/M/c/K with offered load a = λ/μ: p_n ∝ a^n/n! up to c, then · (a/c)^(n−c) (Gross and Harris, ch. 2).
Queue finiteQueue(double lambda, double mu, qint64 c, qint64 places)
{
    const double a = lambda / mu;
    const double rho = a / static_cast<double>(c);
    double inverse = 1; // 1/B(n, a), by B_n = a B_{n−1} / (n + a B_{n−1}); safe for any a
    for (qint64 n = 1; n <= c; ++n)
        inverse = 1 + inverse * static_cast<double>(n) / a;
    const double erlangB = 1 / inverse;
    const auto waiting = static_cast<double>(std::max<qint64>(0, places - c));
    // Relative to p_c: states below have mass 1/B − 1, states c + k have rho^k.
    const double tail = expOf(std::clamp(waiting * logOf(rho), -690.0, 690.0));
    const double sum = std::abs(rho - 1) < 1e-9 ? waiting : rho * (1 - tail) / (1 - rho);
    const double all = 1 / erlangB + sum;
    Queue queue;
    queue.blocked = tail / all;
    if (!std::isfinite(all)) // saturated beyond what doubles hold: everything past capacity is turned away
        queue.blocked = std::max(0.0, 1 - 1 / rho);
    const double accepted = 1 - queue.blocked;
    // Arrivals that find c + k busy, k < waiting.
    const double found = std::isfinite(all) ? (1 + sum - tail) / all : accepted;
    queue.waits = accepted > 0 ? std::clamp(found / accepted, 0.0, 1.0) : 1;
    // E[k + 1 | waits] with p ∝ rho^k, k = 0 … waiting − 1.
    double places1 = waiting;
    if (std::abs(rho - 1) < 1e-9)
        places1 = (waiting + 1) / 2;
    else if (waiting > 0 && std::isfinite(tail))
        places1 = 1 / (1 - rho) - waiting * tail / (1 - tail);
    const double capacity = static_cast<double>(c) * mu;
    queue.meanWaitSeconds = std::max(0.0, places1) / capacity;
    queue.drainPerSecond = queue.meanWaitSeconds > 0 ? 1 / queue.meanWaitSeconds : 0;
    return queue;
}

} // namespace

ApiTier::ApiTier(const ApiModel &model)
    : m_model(model)
{
    for (size_t i = 0; i < kSlices; ++i) {
        m_unloaded.latencyNs[i] = model.service.quantile((static_cast<double>(i) + 0.5) / kSlices);
        m_unloaded.meanNs += m_unloaded.latencyNs[i] / kSlices;
    }
    m_unloaded.p99Ns = model.service.quantile(0.99);
}

void ApiTier::collect(Histogram &latency, double &sumNs) const
{
    for (const auto &[key, state] : m_states) {
        if (state.weight <= 0)
            continue;
        for (const double ns : state.latencyNs)
            latency.add(static_cast<qint64>(ns), state.weight / kSlices);
        sumNs += state.meanNs * state.weight;
    }
}

void ApiTier::forget()
{
    for (auto &[key, state] : m_states)
        state.weight = 0;
}

int ApiTier::instancesFor(double perSecond) const
{
    if (m_model.maxInstances <= m_model.minInstances || m_model.service.meanNs() <= 0)
        return m_model.minInstances;
    const double each = m_model.threads * 1e9 / m_model.service.meanNs() * m_model.targetUtilisation;
    return std::clamp(static_cast<int>(std::ceil(perSecond / each)), m_model.minInstances, m_model.maxInstances);
}

ApiTier::State &ApiTier::at(double perSecond, int instances)
{
    const int level = perSecond <= 1e-6 ? -1 : static_cast<int>(std::lround(logOf(perSecond) / kStep));
    const auto key = std::make_pair(instances, level);
    const auto known = m_states.find(key);
    if (known != m_states.end())
        return known->second;
    return m_states.emplace(key, compute(level == -1 ? 1e-6 : expOf(level * kStep), instances)).first->second;
}

ApiTier::State ApiTier::compute(double perSecond, int instances) const
{
    State state;
    const double mean = m_model.service.meanNs();
    if (mean <= 0)
        return state;
    const qint64 servers = qint64(instances) * m_model.threads;
    const Queue queue = finiteQueue(perSecond, 1e9 / mean, servers, std::max(servers, m_model.maxInFlight * instances));
    if (queue.waits < 1e-4)
        return m_unloaded;
    const double cv = m_model.service.cv();
    const double scale = (1 + cv * cv) / 2;

    // Quantiles of wait + service from 24 × 24 equally likely pairs.
    constexpr size_t kGrid = 24;
    std::vector<double> sums;
    sums.reserve(kGrid * kGrid);
    for (size_t w = 0; w < kGrid; ++w) {
        const double u = (static_cast<double>(w) + 0.5) / kGrid;
        const double late = queue.waits > 0 ? (u - (1 - queue.waits)) / queue.waits : -1;
        const double limit = 2 * queue.meanWaitSeconds * 1e9 * scale; // a full room drains in bounded time
        double wait = late > 0 ? -logOf(1 - late) * queue.meanWaitSeconds * 1e9 * scale : 0;
        if (queue.blocked > 0.01)
            wait = std::min(wait, limit);
        for (size_t s = 0; s < kGrid; ++s)
            sums.push_back(wait + m_model.service.quantile((static_cast<double>(s) + 0.5) / kGrid));
    }
    std::sort(sums.begin(), sums.end());
    for (size_t i = 0; i < kSlices; ++i) {
        state.latencyNs[i] = sums[(2 * i + 1) * sums.size() / (2 * kSlices)];
        state.meanNs += state.latencyNs[i] / kSlices;
    }
    state.blocked = queue.blocked;
    state.p99Ns = sums[sums.size() * 99 / 100];
    return state;
}

} // namespace remirai::sim
