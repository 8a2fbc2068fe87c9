// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/replication.h"

#include <utility>

namespace remirai::sim {

// Newest first: of the fresh arrivals and the redelivered messages, the one that became visible last.
bool Replication::takeNewest(Station &station, quint32 &job)
{
    for (;;) {
        if (&station == &m_stations.front()) {
            for (size_t lane = 0; lane < m_lanes.size(); ++lane) {
                // An instant that was placed while a slot was free and has passed since is a message like any other
                // now.
                if (m_lanes[lane].hasHead() && m_lanes[lane].head().at <= m_now) {
                    const bool marked = m_lanes[lane].headIsMarked();
                    const Lane::Head head = m_lanes[lane].head();
                    m_lanes[lane].take();
                    insertVisible(station, admit(lane, head, marked));
                }
                // The newest of the lane is compared with the redelivered by taking it in among them.
                Lane::Head newest;
                if (m_lanes[lane].takeNewest(m_now, newest))
                    insertVisible(station, admit(lane, newest, newest.marked));
            }
        }
        if (station.visible.empty())
            return false;
        job = station.visible.back();
        station.visible.popBack();
        if (!dropIfDead(station, job))
            return true;
    }
}

// Keeps the ring sorted by visibleAt; what comes in is nearly the newest.
void Replication::insertVisible(Station &station, quint32 job)
{
    station.visible.push(job);
    for (size_t i = station.visible.size() - 1; i > 0; --i) {
        if (m_jobs[station.visible.at(i - 1)].visibleAt <= m_jobs[job].visibleAt)
            break;
        std::swap(station.visible.at(i - 1), station.visible.at(i));
    }
}

} // namespace remirai::sim
