// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/outcome.h"
#include "sim/live/exchanger.h"
#include "sim/live/window.h"

#include <QStringList>

namespace remirai::sim {

// What the server's queues look like; from the operator API.
struct QueueState
{
    bool known = false;
    qint64 depth = 0;
    qint64 depthSecond = 0;
    qint64 inFlight = 0;
    qint64 delayed = 0;
    qint64 slotCount = 0;
    qint64 oldestAgeMs = 0;
};

// Turns what a live run sees into the outcome that a replication has, at the same sample instants, in constant memory
// per sample. One thread.
class Recorder
{
public:
    explicit Recorder(const LiveWindow &window);

    void count(Count which) { ++m_out.ledger[static_cast<size_t>(which)]; }
    qint64 counted(Count which) const { return m_out.ledger[static_cast<size_t>(which)]; }
    void requested(const Answer &answer); // any request of the crowd
    void ready(qint64 tookNs, bool inTime);
    void see(const QueueState &state) { m_queues = state; }
    const QueueState &queues() const { return m_queues; }
    // Takes the samples that lie before `nowNs`.
    void reach(qint64 nowNs);

    qint64 requests() const { return m_requests; }
    qint64 unanswered() const { return m_unanswered; }
    double latenessQuantileMs(double q) const { return m_lateness.quantile(q) * 1e-6; }
    double latencyQuantileMs(double q) const { return m_out.apiLatency.quantile(q) * 1e-6; }
    const std::vector<float> &series(Metric metric) const { return m_out.series[static_cast<size_t>(metric)]; }
    qint64 sampleNs() const { return m_model.sampleNs; }

    // What lies after `playedNs` was not seen: missing in the series, not zero. Call once.
    Outcome finish(qint64 playedNs);
    // Names of the scalars that such an outcome knows.
    QStringList measured() const;

private:
    void sample();
    void skipSample();
    void followRecovery();

    const Model m_model;
    Outcome m_out;
    QueueState m_queues;
    bool m_sawQueues = false;
    Histogram m_lateness; // sent − due
    qint64 m_requests = 0;
    qint64 m_unanswered = 0;
    qint64 m_nextSampleNs = 0;
    qint64 m_recoveredNs = -1; // when the backlog was back after the disturbance
    // Of the sample that is being filled.
    std::array<qint64, kCountSize> m_from{};
    Histogram m_latency;
    double m_readySumNs = 0;
    qint64 m_readies = 0;
};

} // namespace remirai::sim
