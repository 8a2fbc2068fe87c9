// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/verify/models.h"

namespace remirai::sim {

Model steady(double perSecond, int slotCount, const Law &law, double seconds, double warmup, double cellSeconds)
{
    Model model;
    model.seed = 20'260'301;
    model.cellNs = static_cast<qint64>(cellSeconds * kSecond);
    model.horizonNs = static_cast<qint64>(seconds / cellSeconds) * model.cellNs;
    model.warmupNs = static_cast<qint64>(warmup / cellSeconds) * model.cellNs;
    model.sampleNs = model.horizonNs;
    model.expected =
        std::make_shared<const std::vector<double>>(static_cast<size_t>(model.cellCount()), perSecond * cellSeconds);
    StationModel station;
    station.latency = law;
    station.scaling.minSlots = station.scaling.maxSlots = slotCount;
    station.retry = {1'000'000, 0, 0};
    model.stations.push_back(station);
    return model;
}

Model busyModel(double cellSeconds)
{
    Model model = steady(0.35, 5, Law::lognormal(30 * kSecond, 0.5), 7'200, 0, cellSeconds);
    auto expected = *model.expected;
    for (size_t cell = 0; cell < expected.size(); ++cell) {
        const double at = static_cast<double>(cell) * cellSeconds;
        if (at >= 960 && at < 1'020)
            expected[cell] = 20 * cellSeconds;
    }
    model.expected = std::make_shared<const std::vector<double>>(expected);
    StationModel &first = model.stations.front();
    first.failure = 0.05;
    first.fatal = 0.01;
    first.timeoutNs = static_cast<qint64>(80 * kSecond);
    first.retry = {3, 5'000, 60'000};
    first.scaling.maxSlots = 20;
    first.decideEveryNs = static_cast<qint64>(60 * kSecond);
    first.startDelayNs = static_cast<qint64>(7 * kSecond);
    StationModel second = first;
    second.latency = Law::exponential(20 * kSecond);
    second.decideEveryNs = static_cast<qint64>(120 * kSecond);
    model.stations.push_back(second);
    return model;
}

} // namespace remirai::sim
