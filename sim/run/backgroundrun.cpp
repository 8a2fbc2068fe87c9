// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run/backgroundrun.h"

namespace remirai::sim {

BackgroundRun::BackgroundRun(Scenario scenario, RunOptions options, std::function<void()> onSnapshot)
    : m_scenario(std::move(scenario))
{
    options.cancel = &m_cancel;
    options.onProgress = [this, onSnapshot](const Progress &progress) {
        {
            const std::scoped_lock lock(m_mutex);
            m_snapshot = std::make_shared<const Progress>(progress);
        }
        if (onSnapshot)
            onSnapshot();
    };
    m_thread = std::thread([this, options, onSnapshot] {
        auto result = std::make_shared<const ExperimentResult>(runExperiment(m_scenario, options));
        {
            const std::scoped_lock lock(m_mutex);
            m_result = std::move(result);
        }
        if (onSnapshot)
            onSnapshot();
    });
}

BackgroundRun::~BackgroundRun()
{
    cancel();
    wait();
}

void BackgroundRun::cancel()
{
    m_cancel = true;
}

void BackgroundRun::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

std::shared_ptr<const Progress> BackgroundRun::snapshot() const
{
    const std::scoped_lock lock(m_mutex);
    return m_snapshot;
}

std::shared_ptr<const ExperimentResult> BackgroundRun::result() const
{
    const std::scoped_lock lock(m_mutex);
    return m_result;
}

} // namespace remirai::sim
