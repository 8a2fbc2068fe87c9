// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/vitals.h"

namespace remirai {

VitalsReader::VitalsReader(Environment &environment, const Metrics &metrics, Gates gates)
    : m_environment(environment)
    , m_metrics(metrics)
    , m_gates(std::move(gates))
    , m_beforeMs(environment.steadyMs())
{ }

Vitals VitalsReader::read(const WorkersView &workers)
{
    Vitals vitals;
    for (const auto &[step, scale] : workers.steps) {
        vitals.slotCount += scale.slotCount;
        vitals.running += scale.running;
    }
    vitals.workerSlots = workers.capacity();
    RequestDurations now = m_metrics.requestDurations();
    const RequestDurations recent = now.since(m_before);
    const qint64 nowMs = m_environment.steadyMs();
    if (nowMs > m_beforeMs)
        vitals.requestsPerSecond =
            static_cast<double>(recent.total()) * 1'000 / static_cast<double>(nowMs - m_beforeMs);
    if (recent.total() > 0) {
        vitals.latencyP50Ms = recent.seconds(0.5) * 1'000;
        vitals.latencyP99Ms = recent.seconds(0.99) * 1'000;
    }
    m_before = std::move(now);
    m_beforeMs = nowMs;
    for (const auto &[name, gate] : m_gates) {
        const ProviderHealth health = gate->health();
        vitals.providers.push_back({name, health.breaker != BreakerPhase::Closed, health.lastError});
    }
    return vitals;
}

} // namespace remirai
