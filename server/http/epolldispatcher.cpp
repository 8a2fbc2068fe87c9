// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/epolldispatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>
#include <QTimerEvent>
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace remirai {

namespace {

constexpr size_t kEventsPerTurn = 256;
constexpr qint64 kNsPerMs = 1'000'000;

qint64 nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

quint64 packed(int descriptor, quint32 generation)
{
    return (quint64(generation) << 32) | quint32(descriptor);
}

} // namespace

quint32 EpollDispatcher::Watched::wanted() const
{
    return (read ? quint32(EPOLLIN) : 0u) | (write ? quint32(EPOLLOUT) : 0u);
}

EpollDispatcher::EpollDispatcher()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_epoll < 0 || m_wake < 0)
        qFatal("no descriptors left for an event dispatcher");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = packed(m_wake, 0);
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wake, &event);
}

EpollDispatcher::~EpollDispatcher()
{
    ::close(m_epoll);
    ::close(m_wake);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_interrupted = false;
    Q_EMIT awake();
    m_awake = false; // before the posted events: one that is posted from here on must keep us from waiting
    QCoreApplication::sendPostedEvents();
    applyChanges();

    int timeout = 0;
    const bool mayWait = flags.testFlag(QEventLoop::WaitForMoreEvents) && !m_interrupted && !m_awake;
    if (mayWait)
        timeout = timeoutMs(flags);
    if (timeout != 0) {
        Q_EMIT aboutToBlock();
        if (m_awake || m_interrupted) // a slot of aboutToBlock may have posted something
            timeout = 0;
    }
    const bool sockets = deliverSockets(timeout, !flags.testFlag(QEventLoop::ExcludeSocketNotifiers));
    const bool timers = !flags.testFlag(QEventLoop::X11ExcludeTimers) && deliverTimers();
    return sockets || timers;
}

int EpollDispatcher::timeoutMs(QEventLoop::ProcessEventsFlags flags)
{
    const auto due = m_timers.nextDueNs();
    if (flags.testFlag(QEventLoop::X11ExcludeTimers) || !due)
        return -1;
    const qint64 waitNs = *due - nowNs();
    return waitNs <= 0 ? 0 : int(std::min<qint64>((waitNs + kNsPerMs - 1) / kNsPerMs, 1 << 30));
}

bool EpollDispatcher::deliverSockets(int timeoutMs, bool includeSockets)
{
    std::array<epoll_event, kEventsPerTurn> events;
    const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), timeoutMs);
    if (timeoutMs != 0)
        Q_EMIT awake();
    bool any = false;
    for (int i = 0; i < count; ++i) {
        const int descriptor = int(events[size_t(i)].data.u64 & 0xffffffff);
        if (descriptor == m_wake) {
            quint64 ignored = 0;
            (void)!::read(m_wake, &ignored, sizeof ignored);
            any = true;
        } else if (includeSockets) {
            any |= deliver(descriptor, quint32(events[size_t(i)].data.u64 >> 32), events[size_t(i)].events);
        }
    }
    return any;
}

bool EpollDispatcher::deliver(int descriptor, quint32 generation, quint32 events)
{
    const bool failed = events & (EPOLLHUP | EPOLLERR);
    const auto activate = [&](QSocketNotifier *Watched::*side, quint32 flag) {
        const Watched &entry = m_watched[size_t(descriptor)]; // looked up again: a slot may have changed it
        QSocketNotifier *notifier = entry.*side;
        if (!notifier || entry.generation != generation || !(failed || (events & flag)))
            return false;
        QEvent event(QEvent::SockAct);
        QCoreApplication::sendEvent(notifier, &event);
        return true;
    };
    const bool read = activate(&Watched::read, EPOLLIN);
    const bool written = activate(&Watched::write, EPOLLOUT);
    return read || written;
}

bool EpollDispatcher::deliverTimers()
{
    const auto next = m_timers.nextDueNs();
    const qint64 now = next ? nowNs() : 0;
    if (!next || *next > now)
        return false;
    bool any = false;
    for (const int id : m_timers.dueIds(now)) {
        QObject *object = m_timers.beginTurn(id, now);
        if (!object)
            continue;
        QTimerEvent event(id);
        QCoreApplication::sendEvent(object, &event);
        m_timers.endTurn(id);
        any = true;
    }
    return any;
}

// ---- sockets

EpollDispatcher::Watched &EpollDispatcher::watched(int descriptor)
{
    if (size_t(descriptor) >= m_watched.size())
        m_watched.resize(size_t(descriptor) + 256);
    return m_watched[size_t(descriptor)];
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const int descriptor = int(notifier->socket());
    Watched &entry = watched(descriptor);
    switch (notifier->type()) {
    case QSocketNotifier::Read:
        entry.read = notifier;
        break;
    case QSocketNotifier::Write:
        entry.write = notifier;
        break;
    case QSocketNotifier::Exception:
        return; // out-of-band data: nobody here uses it
    }
    noteChange(descriptor);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    const int descriptor = int(notifier->socket());
    if (descriptor < 0 || size_t(descriptor) >= m_watched.size())
        return;
    Watched &entry = m_watched[size_t(descriptor)];
    if (entry.read == notifier)
        entry.read = nullptr;
    else if (entry.write == notifier)
        entry.write = nullptr;
    else
        return;
    noteChange(descriptor);
}

// Changes are collected until the next turn, as Qt switches write notifiers on and off. But a descriptor without any
// notifier leaves epoll at once: it may be closed, and its number reused, right after this.
void EpollDispatcher::noteChange(int descriptor)
{
    Watched &entry = m_watched[size_t(descriptor)];
    if (entry.wanted() == 0) {
        apply(descriptor, entry);
        ++entry.generation;
    } else if (!std::exchange(entry.changed, true)) {
        m_changed.push_back(descriptor);
    }
}

void EpollDispatcher::applyChanges()
{
    for (const int descriptor : m_changed) {
        Watched &entry = m_watched[size_t(descriptor)];
        if (entry.changed)
            apply(descriptor, entry);
    }
    m_changed.clear();
}

void EpollDispatcher::apply(int descriptor, Watched &entry)
{
    entry.changed = false;
    const quint32 wanted = entry.wanted();
    if (wanted == entry.applied)
        return;
    epoll_event event{};
    event.events = wanted;
    event.data.u64 = packed(descriptor, entry.generation);
    int operation = EPOLL_CTL_MOD;
    if (wanted == 0)
        operation = EPOLL_CTL_DEL;
    else if (entry.applied == 0)
        operation = EPOLL_CTL_ADD;
    if (::epoll_ctl(m_epoll, operation, descriptor, &event) != 0 && wanted != 0) {
        // The kernel drops closed descriptors by itself, and keeps duplicated ones.
        if (errno == ENOENT)
            ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
        else if (errno == EEXIST)
            ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event);
    }
    entry.applied = wanted;
}

// ---- timers

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object)
{
    m_timers.add(timerId, interval, timerType, object, nowNs());
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    return m_timers.remove(timerId);
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return m_timers.removeAllOf(object);
}

QList<EpollDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    return m_timers.timersOf(object);
}

int EpollDispatcher::remainingTime(int timerId)
{
    const auto remaining = m_timers.remainingNs(timerId, nowNs());
    return remaining ? int(*remaining / kNsPerMs) : -1;
}

// ---- waking

void EpollDispatcher::wakeUp()
{
    // In our own thread the flag is enough: it is looked at before waiting.
    if (!m_awake.exchange(true) && QThread::currentThread() != thread()) {
        const quint64 one = 1;
        (void)!::write(m_wake, &one, sizeof one);
    }
}

void EpollDispatcher::interrupt()
{
    m_interrupted = true;
    m_awake = true;
    const quint64 one = 1;
    (void)!::write(m_wake, &one, sizeof one);
}

} // namespace remirai
