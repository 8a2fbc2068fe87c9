// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/live/backgroundlive.h"

namespace remirai::sim {

BackgroundLive::BackgroundLive(Scenario scenario, LiveOptions options, std::function<void()> onSnapshot)
    : m_scenario(std::move(scenario))
{
    options.cancel = &m_cancel;
    options.onProgress = [this, onSnapshot](const LiveProgress &progress) {
        {
            const std::scoped_lock lock(m_mutex);
            m_snapshot = std::make_shared<const LiveProgress>(progress);
        }
        if (onSnapshot)
            onSnapshot();
    };
    m_thread = std::thread([this, options, onSnapshot] {
        auto result = std::make_shared<const Result<ExperimentResult>>(runLive(m_scenario, options));
        {
            const std::scoped_lock lock(m_mutex);
            m_result = std::move(result);
        }
        if (onSnapshot)
            onSnapshot();
    });
}

BackgroundLive::~BackgroundLive()
{
    cancel();
    wait();
}

void BackgroundLive::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

std::shared_ptr<const LiveProgress> BackgroundLive::snapshot() const
{
    const std::scoped_lock lock(m_mutex);
    return m_snapshot;
}

std::shared_ptr<const Result<ExperimentResult>> BackgroundLive::result() const
{
    const std::scoped_lock lock(m_mutex);
    return m_result;
}

} // namespace remirai::sim
