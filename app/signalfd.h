// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>
#include <functional>
#include <memory>

namespace remirai {

// SIGTERM, SIGINT and SIGHUP as events of the main thread's loop. A second SIGTERM or SIGINT ends the process at once,
// with 128 + its number, for somebody who does not want to wait for an orderly stop.
class SignalFd
{
public:
    // Before any other thread exists, as threads inherit what is blocked.
    static void block();

    // Needs block() before, and the event loop of this thread. `onSignal` gets the number of each signal.
    explicit SignalFd(std::function<void(int)> onSignal);
    ~SignalFd();
    SignalFd(const SignalFd &) = delete;
    SignalFd &operator=(const SignalFd &) = delete;

private:
    void read();

    const std::function<void(int)> m_onSignal;
    const int m_fd;
    bool m_stopping = false;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace remirai
