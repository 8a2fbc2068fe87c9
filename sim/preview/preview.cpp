// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/preview.h"

#include "sim/preview/capacity.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace remirai::sim {

namespace {

struct Tank
{
    double content = 0; // calls to do
    double callsPerJob = 1;
    double meanSeconds = 1;
    double slotCount = 0;
    double limitPerSecond = 0;
    const StationModel *model = nullptr;

    double ratePerSecond(double ns) const
    {
        double rate = std::min(content, slotCount) / meanSeconds;
        if (limitPerSecond > 0)
            rate = std::min(rate, limitPerSecond);
        for (const Outage &outage : model->outages) {
            if (ns >= static_cast<double>(outage.fromNs) && ns < static_cast<double>(outage.toNs))
                rate *= 1 - outage.share;
        }
        return rate;
    }
    double depth() const { return std::max(0.0, content - slotCount); }
};

std::vector<Tank> tanksOf(const Model &model)
{
    std::vector<Tank> tanks;
    for (const StationModel &station : model.stations) {
        Tank tank;
        tank.model = &station;
        tank.callsPerJob = callsOf(station);
        tank.meanSeconds = meanSecondsOf(station);
        tank.slotCount = station.scaling.minSlots;
        tank.limitPerSecond = station.permitNs > 0 ? 1e9 / static_cast<double>(station.permitNs) : 0;
        tanks.push_back(tank);
    }
    return tanks;
}

// What all tanks hold at an instant.
struct Levels
{
    double depth = 0; // jobs
    double busy = 0;
    double slotCount = 0;
    double waitSeconds = 0; // of a job that arrives now
};

Levels levelsOf(const std::vector<Tank> &tanks)
{
    Levels levels;
    for (const Tank &tank : tanks) {
        levels.depth += tank.depth() / tank.callsPerJob;
        levels.busy += std::min(tank.content, tank.slotCount);
        levels.slotCount += tank.slotCount;
        const double most = tank.slotCount / tank.meanSeconds;
        levels.waitSeconds +=
            tank.depth() / (tank.limitPerSecond > 0 ? std::min(most, tank.limitPerSecond) : most) + tank.meanSeconds;
    }
    return levels;
}

} // namespace

Preview preview(const Model &model)
{
    Preview result;
    result.sampleNs = model.sampleNs;
    std::vector<Tank> tanks = tanksOf(model);
    const double seconds = static_cast<double>(model.cellNs) * 1e-9;
    // Steps well below the service time keep Euler's method stable; a long cell is walked in several.
    double shortest = seconds;
    for (const Tank &tank : tanks)
        shortest = std::min(shortest, tank.meanSeconds / 2);
    const auto steps = std::clamp(static_cast<int>(std::ceil(seconds / shortest)), 1,
                                  std::max(1, static_cast<int>(2'000'000 / std::max<qint64>(1, model.cellCount()))));
    const double dt = seconds / steps;
    const qint64 calm = model.disturbances.empty() ? 0 : model.disturbances.back().toNs;
    double usual = model.stations.front().scaling.minSlots;
    double slotSeconds = 0;
    double calls = 0;
    double sampledJobs = 0; // until the last sample
    const double sampleSeconds = static_cast<double>(model.sampleNs) * 1e-9;
    result.recoveryNs = model.disturbances.empty() ? 0 : std::numeric_limits<double>::infinity();
    for (qint64 cell = 0; cell < model.cellCount(); ++cell) {
        const double arrivals = (*model.expected)[static_cast<size_t>(cell)] / seconds;
        result.jobs += arrivals * seconds;
        const auto ns = static_cast<double>(cell * model.cellNs);
        double done = 0;
        for (int step = 0; step < steps; ++step) {
            double inflow = arrivals;
            for (Tank &tank : tanks) {
                const ScalingPolicy &policy = tank.model->scaling;
                const double wanted =
                    std::clamp(std::ceil(tank.content), double(policy.minSlots), double(policy.maxSlots));
                tank.slotCount = wanted > tank.slotCount ? wanted : std::max(wanted, tank.slotCount - dt / 60);
                if (tank.model->capacity >= 0)
                    inflow =
                        std::min(inflow,
                                 tank.slotCount / tank.meanSeconds
                                     + std::max(0.0, static_cast<double>(tank.model->capacity) - tank.depth()) / dt);
                const double rate = std::min(tank.ratePerSecond(ns), tank.content / dt);
                tank.content += (inflow * tank.callsPerJob - rate) * dt;
                calls += rate * dt * static_cast<double>(tank.model->costPerCallMicros) * 1e-6;
                slotSeconds += tank.slotCount * dt * tank.model->costPerSlotHour / 3600;
                inflow = rate / tank.callsPerJob;
            }
            done += inflow * dt;
        }
        result.ready += done;
        const Levels levels = levelsOf(tanks);
        const qint64 end = (cell + 1) * model.cellNs;
        if (levels.depth > result.peakDepth) {
            result.peakDepth = levels.depth;
            result.peakAtNs = end;
        }
        if (!model.disturbances.empty() && end <= model.disturbances.front().fromNs)
            usual = std::max<double>(model.stations.front().scaling.minSlots, levels.depth);
        if (end > calm && std::isinf(result.recoveryNs) && levels.depth <= usual)
            result.recoveryNs = static_cast<double>(end - calm);
        if (end % model.sampleNs == 0) {
            result.depth.push_back(static_cast<float>(levels.depth));
            result.inFlight.push_back(static_cast<float>(levels.busy));
            result.slotCount.push_back(static_cast<float>(levels.slotCount));
            result.arrivals.push_back(static_cast<float>((result.jobs - sampledJobs) / sampleSeconds));
            sampledJobs = result.jobs;
            result.costSoFar.push_back(static_cast<float>(calls + slotSeconds));
            result.completions.push_back(static_cast<float>(done / seconds));
            result.waitSeconds.push_back(static_cast<float>(levels.waitSeconds));
        }
    }
    result.cost = calls + slotSeconds;
    return result;
}

} // namespace remirai::sim
