// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/eventheap.h"
#include "sim/engine/model.h"
#include "sim/engine/ring.h"

namespace remirai::sim {

// How many slots a step has. The engine and the preview look at the same instants, decide by the same rule and wait as
// long for a slot that is being started.
class Slots
{
public:
    explicit Slots(const StationModel &model); // outlives this object

    int wanted() const { return m_state.slotCount; } // and paid
    int ready() const { return m_ready; }

    // Whether slots are decided at this cell boundary.
    bool isDecidedAt(qint64 ns) const
    {
        return m_model->decideEveryNs > 0 && ns > 0 && ns % m_model->decideEveryNs == 0;
    }
    // Slots that are still being started go first; busy ones drain, nothing is interrupted.
    void decide(qint64 ns, qint64 backlog, qint64 inFlight, double serviceTimeMs);

    // When the next slots are ready; kNever when none are being started.
    qint64 nextReadyNs() const { return m_starting.empty() ? kNever : m_starting.front().at; }
    void makeNextReady();

private:
    struct Starting
    {
        qint64 at = 0;
        int slotCount = 0;
    };

    const StationModel *m_model;
    ScalingState m_state;
    int m_ready;
    Ring<Starting> m_starting;
};

} // namespace remirai::sim
