// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/providers/models.h"
#include "core/services/vitals.h"
#include "core/telemetry/metrics.h"
#include "core/work/workersview.h"

#include <deque>

namespace remirai {

// Reads what the watch looks at each second, with rates and latencies since its last reading, and latencies of the last
// minute (of as much as there is, to a reading). One thread.
class VitalsReader
{
public:
    using Gates = std::vector<std::pair<QString, std::shared_ptr<ProviderGate>>>;
    VitalsReader(Environment &environment, const Metrics &metrics, Gates gates);

    Vitals read(const WorkersView &workers);

private:
    struct Look
    {
        qint64 atMs = 0; // steady
        RequestDurations durations; // until then
    };

    Environment &m_environment;
    const Metrics &m_metrics;
    const Gates m_gates; // "llm", "image"
    std::deque<Look> m_past; // the last one, and back to the one a minute before it
};

} // namespace remirai
