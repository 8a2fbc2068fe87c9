// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <limits>
#include <vector>

namespace remirai::sim {

inline constexpr qint64 kNever = std::numeric_limits<qint64>::max();

struct Event
{
    qint64 at = 0; // ns since the start
    quint32 sequence = 0; // order of scheduling breaks ties
    quint32 job = 0; // index in the job store

    bool before(const Event &other) const
    {
        // Without jumps: which of two ends comes first is a coin toss that no processor predicts.
        return (at < other.at) | ((at == other.at) & (static_cast<qint32>(sequence - other.sequence) < 0));
    }
};

// A binary heap of events by value. replaceTop() is one sift, so a slot that ends a job and takes the next costs half
// of pop and push. With at most a few hundred pending events nothing beats it (measured: reference, simulation §2.1).
class EventHeap
{
public:
    void reserve(size_t size) { m_events.reserve(size); }
    bool empty() const { return m_events.empty(); }
    size_t size() const { return m_events.size(); }
    qint64 topTime() const { return m_events.empty() ? kNever : m_events.front().at; }
    const Event &top() const { return m_events.front(); }
    const std::vector<Event> &events() const { return m_events; }

    void push(const Event &event)
    {
        size_t hole = m_events.size();
        m_events.push_back(event);
        while (hole > 0) {
            const size_t parent = (hole - 1) / 2;
            if (!event.before(m_events[parent]))
                break;
            m_events[hole] = m_events[parent];
            hole = parent;
        }
        m_events[hole] = event;
    }

    void replaceTop(const Event &event)
    {
        const size_t size = m_events.size();
        Event *events = m_events.data();
        size_t hole = 0;
        for (size_t child = 1; child < size; child = 2 * hole + 1) {
            const size_t right = child + 1 < size ? child + 1 : child;
            child += static_cast<size_t>(events[right].before(events[child]));
            if (!events[child].before(event))
                break;
            events[hole] = events[child];
            hole = child;
        }
        events[hole] = event;
    }

    void popTop()
    {
        const Event last = m_events.back();
        m_events.pop_back();
        if (!m_events.empty())
            replaceTop(last);
    }

private:
    std::vector<Event> m_events;
};

} // namespace remirai::sim
