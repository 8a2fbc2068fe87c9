// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/run/experiment.h"

#include <mutex>
#include <thread>

namespace remirai::sim {

// An experiment on its own thread, for a user interface. Everything may be called from any one thread; nothing blocks
// except the destructor and wait(). Stopping is prompt: within one cell of each running replication.
class BackgroundRun
{
public:
    // `onSnapshot`, when given, is called on the worker thread, at most 20 times a second and once at the end: post it
    // to your own event loop and look at snapshot() there.
    explicit BackgroundRun(Scenario scenario, RunOptions options = {}, std::function<void()> onSnapshot = {});
    ~BackgroundRun(); // cancels and waits

    BackgroundRun(const BackgroundRun &) = delete;
    BackgroundRun &operator=(const BackgroundRun &) = delete;

    void cancel();
    void wait();

    // The latest; immutable, and yours as long as you hold it. Null before the first.
    std::shared_ptr<const Progress> snapshot() const;
    // Null while it runs.
    std::shared_ptr<const ExperimentResult> result() const;

private:
    const Scenario m_scenario;
    std::atomic<bool> m_cancel = false;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Progress> m_snapshot; // guarded by m_mutex
    std::shared_ptr<const ExperimentResult> m_result; // guarded by m_mutex
    std::thread m_thread;
};

} // namespace remirai::sim
