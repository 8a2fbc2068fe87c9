// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/timerqueue.h"

#include <QAbstractEventDispatcher>
#include <atomic>
#include <vector>

namespace remirai {

// An event dispatcher that waits with epoll. Qt's own ones poll() every descriptor in each turn, so that 10,000 idle
// connections halve the throughput or worse; here idle ones cost nothing. Linux; only QAbstractEventDispatcher's public
// interface. Set it with QThread::setEventDispatcher() before the thread starts.
//
// wakeUp() and interrupt() from any thread, everything else in its own.
class EpollDispatcher final : public QAbstractEventDispatcher
{
public:
    EpollDispatcher();
    ~EpollDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    using QAbstractEventDispatcher::registerTimer;
    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int timerId) override;

    void wakeUp() override;
    void interrupt() override;

private:
    struct Watched
    {
        QSocketNotifier *read = nullptr;
        QSocketNotifier *write = nullptr;
        quint32 applied = 0; // what epoll knows
        quint32 generation = 0; // descriptors are reused: an event of an earlier owner must not reach the next
        bool changed = false;

        quint32 wanted() const;
    };

    Watched &watched(int descriptor);
    void noteChange(int descriptor);
    void apply(int descriptor, Watched &entry);
    void applyChanges();
    int timeoutMs(QEventLoop::ProcessEventsFlags flags);
    bool deliver(int descriptor, quint32 generation, quint32 events);
    bool deliverSockets(int timeoutMs, bool includeSockets);
    bool deliverTimers();

    const int m_epoll;
    const int m_wake; // eventfd
    std::vector<Watched> m_watched; // by descriptor
    std::vector<int> m_changed;
    TimerQueue m_timers;
    std::atomic<bool> m_awake{false}; // somebody has called wakeUp() in this turn
    std::atomic<bool> m_interrupted{false};
};

} // namespace remirai
