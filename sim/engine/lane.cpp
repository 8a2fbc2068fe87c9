// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/lane.h"

namespace remirai::sim {

qint64 Lane::removeUntil(qint64 until)
{
    qint64 removed = 0;
    if (m_hasHead) {
        if (m_head.at > until)
            return 0;
        take();
        removed = 1;
    }
    while (!m_segments.empty()) {
        Segment &segment = m_segments.front();
        const qint64 from = std::max(m_reached, segment.from);
        if (segment.to > until && from >= until)
            break;
        qint64 gone = segment.count;
        if (segment.to > until) {
            Uniforms uniforms(m_splits, m_splitCount++);
            gone = binomialCount(segment.count,
                                 static_cast<double>(until - from) / static_cast<double>(segment.to - from), uniforms);
        }
        m_nextId += static_cast<quint64>(gone);
        m_count -= gone;
        removed += gone;
        segment.count -= gone;
        m_reached = std::min(until, segment.to);
        if (segment.count > 0)
            break;
        popSegment();
    }
    return removed;
}

qint64 Lane::mark(qint64 until)
{
    qint64 counted = 0;
    while (m_marked < m_segments.size() && m_segments.at(m_marked).to <= until)
        counted += m_segments.at(m_marked++).count;
    return counted;
}

qint64 Lane::removeStretches(qint64 until, qint64 &marked)
{
    qint64 removed = 0;
    while (!m_segments.empty() && m_segments.front().to <= until) {
        const qint64 count = m_segments.front().count;
        m_nextId += static_cast<quint64>(m_hasHead ? count - 1 : count);
        m_hasHead = false;
        m_count -= count;
        removed += count;
        if (m_marked > 0)
            marked += count;
        m_reached = m_segments.front().to;
        popSegment();
    }
    return removed;
}

} // namespace remirai::sim
