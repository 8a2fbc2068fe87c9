// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/live/liverun.h"

#include <mutex>
#include <thread>

namespace remirai::sim {

// A live run on its own thread, for a user interface; the same contract as BackgroundRun. Nothing blocks except the
// destructor and wait(), which cancel within a fraction of a second.
class BackgroundLive
{
public:
    // `onSnapshot` is called on the worker thread, at most ten times a second and once at the end.
    BackgroundLive(Scenario scenario, LiveOptions options, std::function<void()> onSnapshot = {});
    ~BackgroundLive(); // cancels and waits
    BackgroundLive(const BackgroundLive &) = delete;
    BackgroundLive &operator=(const BackgroundLive &) = delete;

    void cancel() { m_cancel = true; }
    void wait();

    std::shared_ptr<const LiveProgress> snapshot() const; // null before the first
    std::shared_ptr<const Result<ExperimentResult>> result() const; // null while it runs

private:
    const Scenario m_scenario;
    std::atomic<bool> m_cancel = false;
    mutable std::mutex m_mutex;
    std::shared_ptr<const LiveProgress> m_snapshot; // guarded by m_mutex
    std::shared_ptr<const Result<ExperimentResult>> m_result; // guarded by m_mutex
    std::thread m_thread;
};

} // namespace remirai::sim
