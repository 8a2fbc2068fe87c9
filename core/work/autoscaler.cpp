// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/autoscaler.h"

namespace remirai {

namespace {

constexpr double kForget = 0.05; // weight of the newest call in the moving average

} // namespace

Autoscaler::Autoscaler(std::map<StepName, ScalingPolicy> policies)
{
    for (const auto &[step, policy] : policies)
        m_tracks[step] = {policy, {policy.minSlots, 0, -1}, 0};
}

void Autoscaler::observe(StepName step, qint64 tookMs)
{
    double &average = m_tracks[step].serviceTimeMs;
    const auto took = static_cast<double>(tookMs);
    average = average == 0 ? took : average + kForget * (took - average);
}

void Autoscaler::look(StepName step, int minSlots, int maxSlots, qint64 nowMs, qint64 backlog, qint64 inFlight)
{
    Track &track = m_tracks[step];
    track.policy.minSlots = minSlots;
    track.policy.maxSlots = maxSlots;
    track.state = desiredSlots(track.policy, {nowMs, backlog, inFlight, track.serviceTimeMs}, track.state);
}

int Autoscaler::slotCount(StepName step) const
{
    const auto track = m_tracks.find(step);
    return track == m_tracks.end() ? 0 : track->second.state.slotCount;
}

double Autoscaler::serviceTimeMs(StepName step) const
{
    const auto track = m_tracks.find(step);
    return track == m_tracks.end() ? 0 : track->second.serviceTimeMs;
}

} // namespace remirai
