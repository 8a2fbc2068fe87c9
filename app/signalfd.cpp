// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signalfd.h"

#include <csignal>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace remirai {

namespace {

sigset_t ourSignals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, signal);
    return set;
}

} // namespace

void SignalFd::block()
{
    const sigset_t set = ourSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

SignalFd::SignalFd(std::function<void(int)> onSignal)
    : m_onSignal(std::move(onSignal))
    , m_fd([] {
        const sigset_t set = ourSignals();
        return ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    }())
    , m_notifier(std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read))
{
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { read(); });
}

SignalFd::~SignalFd()
{
    m_notifier.reset();
    ::close(m_fd);
}

void SignalFd::read()
{
    signalfd_siginfo info{};
    while (::read(m_fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        const int signal = static_cast<int>(info.ssi_signo);
        if (signal != SIGHUP && m_stopping)
            ::_exit(128 + signal);
        m_stopping = m_stopping || signal != SIGHUP;
        m_onSignal(signal);
    }
}

} // namespace remirai
