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

bool Lane::takeNewest(qint64 now, Head &newest)
{
    if (m_hasHead || m_count == 0)
        return false; // a head that is still to come is earlier than all others
    if (m_segments.back().to > now) {
        Segment &last = m_segments.back();
        const qint64 from = m_segments.size() == 1 ? std::max(m_reached, last.from) : last.from;
        if (from < now) {
            Uniforms uniforms(m_splits, m_splitCount++);
            const qint64 come = binomialCount(
                last.count, static_cast<double>(now - from) / static_cast<double>(last.to - from), uniforms);
            const Segment later{now, last.to, last.count - come};
            last = {from, now, come};
            m_segments.push(later);
        }
    }
    // The last stretch that has ended and is not empty; empty ones come from splitting and go.
    const auto dropEmpty = [this](size_t i) {
        if (m_segments.at(i).count > 0)
            return false;
        if (i + 1 < m_segments.size())
            m_segments.at(i) = m_segments.back();
        m_segments.popBack();
        m_marked = std::min(m_marked, m_segments.size());
        return true;
    };
    size_t i = m_segments.size();
    while (i > 0) {
        --i;
        if (dropEmpty(i))
            continue;
        Segment &segment = m_segments.at(i);
        if (segment.to > now)
            continue;
        const qint64 from = i == 0 ? std::max(m_reached, segment.from) : segment.from;
        newest.id = m_nextId++;
        newest.draws = m_jobs.block(newest.id);
        const double share = oneMinusExp(-logOf(unit(newest.draws[0])) / static_cast<double>(segment.count));
        newest.at = segment.to - static_cast<qint64>(static_cast<double>(segment.to - from) * share);
        newest.marked = i < m_marked;
        segment.to = newest.at;
        --segment.count;
        --m_count;
        dropEmpty(i);
        return true;
    }
    return false;
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
