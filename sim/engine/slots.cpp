// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/slots.h"

namespace remirai::sim {

Slots::Slots(const StationModel &model)
    : m_model(&model)
    , m_state{model.scaling.minSlots, -model.scaling.scaleUpEveryMs, -1}
    , m_ready(model.scaling.minSlots)
{ }

void Slots::decide(qint64 ns, qint64 backlog, qint64 inFlight, double serviceTimeMs)
{
    const int had = m_state.slotCount;
    m_state = desiredSlots(m_model->scaling, {ns / 1'000'000, backlog, inFlight, serviceTimeMs}, m_state);
    if (m_state.slotCount > had) {
        m_starting.push({ns + m_model->startDelayNs, m_state.slotCount - had});
        return;
    }
    for (int surplus = had - m_state.slotCount; surplus > 0; --surplus) {
        if (m_starting.empty()) {
            --m_ready;
        } else if (--m_starting.back().slotCount == 0) {
            m_starting.popBack();
        }
    }
}

void Slots::makeNextReady()
{
    m_ready += m_starting.front().slotCount;
    m_starting.pop();
}

} // namespace remirai::sim
