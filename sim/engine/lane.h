// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/counts.h"
#include "sim/engine/eventheap.h"
#include "sim/engine/philox.h"
#include "sim/engine/reals.h"
#include "sim/engine/ring.h"

namespace remirai::sim {

// Arrivals of one kind, as counts per stretch of time. An instant comes into being only when somebody needs it: given
// that n jobs fall uniformly in (τ, end], the earliest is at τ + (end − τ)(1 − U^(1/n)), and the other n − 1 are again
// uniform after it. Exact for piecewise-constant rates; the cost is one draw per job that is taken, none per job that
// waits.
class Lane
{
public:
    struct Head
    {
        qint64 at = kNever;
        quint64 id = 0;
        PhiloxBlock draws{}; // word 0 placed the job; 1 to 3 are its own
    };

    Lane(const Stream &jobs, const Stream &splits, quint64 firstId)
        : m_jobs(jobs)
        , m_splits(splits)
        , m_nextId(firstId)
    { }

    // Stretches come in order of time and do not overlap.
    void push(qint64 from, qint64 to, qint64 count)
    {
        if (count <= 0)
            return;
        m_segments.push({from, to, count});
        m_count += count;
    }

    qint64 count() const { return m_count; }
    // When the oldest job still here arrived at the earliest; kNever when none is here.
    qint64 oldestFrom() const
    {
        if (m_hasHead)
            return m_head.at;
        return m_segments.empty() ? kNever : std::max(m_reached, m_segments.front().from);
    }

    const Head &head()
    {
        if (!m_hasHead)
            placeHead();
        return m_head;
    }
    qint64 headAt() { return m_count == 0 ? kNever : head().at; }
    bool headIsMarked() const { return m_marked > 0; }

    // Takes the job that head() shows.
    void take()
    {
        m_hasHead = false;
        m_reached = m_head.at;
        --m_count;
        if (--m_segments.front().count == 0)
            popSegment();
    }

    // Removes all that arrived until `until` and says how many they were.
    qint64 removeUntil(qint64 until);
    // Counts once the jobs of whole stretches that ended by `until`, and leaves them here.
    qint64 mark(qint64 until);
    // Removes whole stretches that ended by `until`; `marked` of the removed had been counted by mark().
    qint64 removeStretches(qint64 until, qint64 &marked);

private:
    struct Segment
    {
        qint64 from = 0;
        qint64 to = 0;
        qint64 count = 0;
    };

    void placeHead()
    {
        const Segment &segment = m_segments.front();
        const qint64 from = std::max(m_reached, segment.from);
        if (m_aheadId != m_nextId)
            drawAhead();
        m_head.id = m_nextId++;
        m_head.draws = m_aheadDraws;
        const double share = oneMinusExp(m_aheadExponential / static_cast<double>(segment.count));
        m_head.at = from + static_cast<qint64>(static_cast<double>(segment.to - from) * share);
        m_hasHead = true;
        drawAhead();
    }
    // One job ahead of need: nothing waits for these results yet, so the processor works on them beside the rest.
    void drawAhead()
    {
        m_aheadId = m_nextId;
        m_aheadDraws = m_jobs.block(m_nextId);
        m_aheadExponential = -logOf(unit(m_aheadDraws[0]));
    }
    void popSegment()
    {
        m_segments.pop();
        if (m_marked > 0)
            --m_marked;
    }

    Stream m_jobs;
    Stream m_splits;
    quint64 m_nextId;
    quint64 m_splitCount = 0;
    Ring<Segment> m_segments;
    size_t m_marked = 0; // leading segments that mark() has counted
    qint64 m_count = 0;
    qint64 m_reached = 0; // nothing before this instant is left
    PhiloxBlock m_aheadDraws{};
    double m_aheadExponential = 0;
    quint64 m_aheadId = ~quint64(0);
    Head m_head;
    bool m_hasHead = false;
};

} // namespace remirai::sim
