// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace remirai {

// The timers of one event dispatcher, ordered by when they are due. Times are nanoseconds of any steady clock.
class TimerQueue
{
public:
    void add(int id, qint64 intervalMs, Qt::TimerType type, QObject *object, qint64 nowNs);
    bool remove(int id);
    bool removeAllOf(const QObject *object);

    std::optional<qint64> nextDueNs() const;
    std::vector<int> dueIds(qint64 nowNs) const;

    // Marks a due timer as running and gives it its next turn; its object, or null when it is gone or already running
    // (an event loop inside its own handler).
    QObject *beginTurn(int id, qint64 nowNs);
    void endTurn(int id);

    QList<QAbstractEventDispatcher::TimerInfo> timersOf(const QObject *object) const;
    std::optional<qint64> remainingNs(int id, qint64 nowNs) const;

private:
    struct Timer
    {
        qint64 intervalNs;
        qint64 dueNs;
        Qt::TimerType type;
        QObject *object;
        bool running = false;
    };

    std::map<int, Timer> m_timers;
    std::set<std::pair<qint64, int>> m_due;
};

} // namespace remirai
