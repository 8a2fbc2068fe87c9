// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/live/recorder.h"

#include <cmath>
#include <limits>

namespace remirai::sim {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

} // namespace

Recorder::Recorder(const LiveWindow &window)
    : m_model(window.variant.model)
    , m_nextSampleNs(m_model.sampleNs)
{ }

void Recorder::requested(const Answer &answer)
{
    ++m_requests;
    if (answer.status == 0)
        ++m_unanswered;
    m_out.apiLatency.add(answer.endNs - answer.dueNs);
    m_latency.add(answer.endNs - answer.dueNs);
    m_lateness.add(std::max<qint64>(0, answer.sentNs - answer.dueNs));
}

void Recorder::ready(qint64 tookNs, bool inTime)
{
    count(Count::Ready);
    if (inTime)
        count(Count::InTime);
    m_out.timeToReady.add(tookNs);
    m_out.readySumNs += tookNs;
    m_readySumNs += static_cast<double>(tookNs);
    ++m_readies;
}

void Recorder::reach(qint64 nowNs)
{
    while (m_nextSampleNs <= std::min(nowNs, m_model.horizonNs)) {
        sample();
        followRecovery();
        m_nextSampleNs += m_model.sampleNs;
    }
}

void Recorder::sample()
{
    const double seconds = static_cast<double>(m_model.sampleNs) * 1e-9;
    const auto since = [&](Count which) {
        const auto i = static_cast<size_t>(which);
        return static_cast<double>(m_out.ledger[i] - m_from[i]) / seconds;
    };
    const auto put = [&](Metric metric, double value) {
        m_out.series[static_cast<size_t>(metric)].push_back(static_cast<float>(value));
    };
    const auto seen = [&](qint64 value) { return m_queues.known ? static_cast<double>(value) : kNone; };
    m_sawQueues = m_sawQueues || m_queues.known;
    put(Metric::Arrivals, since(Count::Submitted));
    put(Metric::Rejections, since(Count::Rejected));
    put(Metric::Depth, seen(m_queues.depth));
    put(Metric::DepthSecond, seen(m_queues.depthSecond));
    put(Metric::Delayed, seen(m_queues.delayed));
    put(Metric::OldestAge, seen(m_queues.oldestAgeMs) * 1e-3);
    put(Metric::InFlight, seen(m_queues.inFlight));
    put(Metric::Slots, seen(m_queues.slotCount));
    put(Metric::Wait, kNone);
    put(Metric::TimeToReady, m_readies > 0 ? m_readySumNs * 1e-9 / static_cast<double>(m_readies) : kNone);
    put(Metric::Completions, since(Count::Ready));
    put(Metric::Failures, kNone);
    put(Metric::DeadLetters, since(Count::DeadLettered));
    put(Metric::Abandonments, since(Count::Abandoned));
    put(Metric::ApiLatency, m_latency.quantile(0.99) * 1e-9);
    put(Metric::ApiInstances, kNone);
    put(Metric::Cost, kNone);
    if (m_queues.known && m_queues.depth > m_out.maxDepth) {
        m_out.maxDepth = m_queues.depth;
        m_out.maxDepthAtNs = m_nextSampleNs;
    }
    m_from = m_out.ledger;
    m_latency.clear();
    m_readySumNs = 0;
    m_readies = 0;
}

// The simulator's definition: back to what the least slots hold at once.
void Recorder::followRecovery()
{
    if (m_model.disturbances.empty() || !m_queues.known)
        return;
    const qint64 calm = m_model.disturbances.back().toNs;
    const bool usual = m_queues.depth <= m_model.stations.front().scaling.minSlots;
    if (!usual)
        m_recoveredNs = -1;
    else if (m_recoveredNs < 0 && m_nextSampleNs >= calm)
        m_recoveredNs = m_nextSampleNs - calm;
}

void Recorder::skipSample()
{
    for (std::vector<float> &line : m_out.series)
        line.push_back(static_cast<float>(kNone));
}

Outcome Recorder::finish(qint64 playedNs)
{
    reach(playedNs + m_model.sampleNs); // the last one with what was seen at the very end
    for (; m_nextSampleNs <= m_model.horizonNs; m_nextSampleNs += m_model.sampleNs)
        skipSample();
    m_out.counts = m_out.ledger;
    m_out.depthEnd = m_queues.depth;
    m_out.inFlightEnd = m_queues.inFlight;
    m_out.disturbed = m_queues.known && !m_model.disturbances.empty();
    m_out.recoveryNs = m_recoveredNs < 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(m_recoveredNs);
    m_out.stations.resize(m_model.stations.size());
    return std::move(m_out);
}

QStringList Recorder::measured() const
{
    QStringList names{QStringLiteral("submitted"),          QStringLiteral("rejected"),
                      QStringLiteral("rejected_share"),     QStringLiteral("gave_up"),
                      QStringLiteral("accepted"),           QStringLiteral("ready"),
                      QStringLiteral("answered_share"),     QStringLiteral("abandoned"),
                      QStringLiteral("abandoned_share"),    QStringLiteral("dead_letters"),
                      QStringLiteral("dead_letter_share"),  QStringLiteral("polls"),
                      QStringLiteral("time_to_ready_mean"), QStringLiteral("time_to_ready_p50"),
                      QStringLiteral("time_to_ready_p95"),  QStringLiteral("time_to_ready_p99"),
                      QStringLiteral("api_latency_p99"),    QStringLiteral("time_to_ready"),
                      QStringLiteral("api_latency")};
    if (m_sawQueues)
        names << QStringLiteral("depth_max") << QStringLiteral("depth_max_at");
    if (m_queues.known) // at the end
        names << QStringLiteral("depth_end") << QStringLiteral("recovery");
    return names;
}

} // namespace remirai::sim
