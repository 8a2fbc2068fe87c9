// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/vitals.h"

namespace remirai {

namespace {

constexpr qint64 kMinuteMs = 60'000;

} // namespace

VitalsReader::VitalsReader(Environment &environment, const Metrics &metrics, Gates gates)
    : m_environment(environment)
    , m_metrics(metrics)
    , m_gates(std::move(gates))
    , m_past{{environment.steadyMs(), metrics.requestDurations()}}
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
    const qint64 nowMs = m_environment.steadyMs();
    const RequestDurations recent = now.since(m_past.back().durations);
    if (nowMs > m_past.back().atMs)
        vitals.requestsPerSecond =
            static_cast<double>(recent.total()) * 1'000 / static_cast<double>(nowMs - m_past.back().atMs);
    if (recent.total() > 0) {
        vitals.latencyP50Ms = recent.seconds(0.5) * 1'000;
        vitals.latencyP99Ms = recent.seconds(0.99) * 1'000;
    }
    while (m_past.size() > 1 && m_past[1].atMs <= nowMs - kMinuteMs)
        m_past.pop_front();
    const RequestDurations minute = now.since(m_past.front().durations);
    if (minute.total() > 0) {
        vitals.minuteP50Ms = minute.seconds(0.5) * 1'000;
        vitals.minuteP99Ms = minute.seconds(0.99) * 1'000;
    }
    m_past.push_back({nowMs, std::move(now)});
    for (const auto &[name, gate] : m_gates) {
        const ProviderHealth health = gate->health();
        vitals.providers.push_back({name, health.breaker != BreakerPhase::Closed, health.lastError});
    }
    return vitals;
}

} // namespace remirai
