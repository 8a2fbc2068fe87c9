// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/preview.h"

#include "sim/engine/slots.h"
#include "sim/preview/capacity.h"
#include "sim/preview/line.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace remirai::sim {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kFewJobs = 0.01; // a sample: what is left of a fluid never ends

// A step of the saga.
struct Tank
{
    explicit Tank(const StationModel &of)
        : model(&of)
        , slots(of)
        , callsPerJob(callsOf(of))
        , success(successOf(of))
        , perSlotSecond(1 / slotSecondsOf(of))
        , limitPerSecond(of.permitNs > 0 ? 1e9 / static_cast<double>(of.permitNs) : 0)
    { }

    const StationModel *model;
    Slots slots;
    double callsPerJob;
    double success; // of a call
    double perSlotSecond; // calls
    double limitPerSecond; // 0 = none
    double content = 0; // messages
    double cost = 0; // so far
    Line line;

    // In this cell.
    double entered = 0; // jobs
    double ended = 0; // calls
    double slotSeconds = 0;

    double ratePerSecond(qint64 ns) const
    {
        double rate = busy() * perSlotSecond;
        if (limitPerSecond > 0)
            rate = std::min(rate, limitPerSecond);
        for (const Outage &outage : model->outages) {
            if (ns >= outage.fromNs && ns < outage.toNs)
                rate *= 1 - outage.share;
        }
        return rate;
    }
    double depth() const { return std::max(0.0, content - slots.ready()); }
    double busy() const { return std::min<double>(content, slots.ready()); }

    void decideSlots(qint64 ns)
    {
        // Part of a message is one, but for what Euler's method is beside a whole number.
        const auto whole = [](double messages) { return static_cast<qint64>(std::ceil(messages - 1e-3)); };
        if (slots.isDecidedAt(ns))
            slots.decide(ns, whole(depth()), whole(busy()), 1'000 / perSlotSecond);
    }

    // A step of Euler's method; jobs in and out.
    double flow(double jobs, qint64 ns, double dt)
    {
        while (slots.nextReadyNs() <= ns)
            slots.makeNextReady();
        slotSeconds += slots.wanted() * dt;
        if (model->capacity >= 0)
            jobs = std::min(jobs,
                            slots.ready() * perSlotSecond * dt
                                + std::max(0.0, static_cast<double>(model->capacity) - depth()));
        const double calls = std::min(ratePerSecond(ns) * dt, content * callsPerJob);
        content += jobs - calls / callsPerJob;
        entered += jobs;
        ended += calls;
        return calls * success;
    }

    // The end of a cell, in which the jobs from outside had been admitted from `first` to `last`: the mean admission of
    // those who went on. In cells from the start.
    double passCell(double first, double last)
    {
        cost += ended * static_cast<double>(model->costPerCallMicros) * 1e-6;
        cost += slotSeconds / 3600 * model->costPerSlotHour;
        const double admitted = line.passCell({entered, first, last}, ended, ended - ended / callsPerJob);
        entered = ended = slotSeconds = 0;
        return admitted;
    }
};

// What all tanks hold at an instant.
struct Levels
{
    double depth = 0; // messages
    double busy = 0;
    double slotCount = 0;
    double cost = 0; // so far
};

Levels levelsOf(const std::vector<Tank> &tanks)
{
    Levels levels;
    for (const Tank &tank : tanks) {
        levels.depth += tank.depth();
        levels.busy += tank.busy();
        levels.slotCount += tank.slots.wanted();
        levels.cost += tank.cost;
    }
    return levels;
}

// What happened since the last sample.
struct Interval
{
    double arrived = 0; // jobs
    double ready = 0; // jobs
    double readySeconds = 0; // from admission, summed over jobs
};

} // namespace

Preview preview(const Model &model)
{
    Preview result;
    result.sampleNs = model.sampleNs;
    std::vector<Tank> tanks(model.stations.begin(), model.stations.end());
    const double seconds = static_cast<double>(model.cellNs) * 1e-9;
    // Steps well below the service time keep Euler's method stable; a long cell is walked in several.
    double shortest = seconds;
    for (const Tank &tank : tanks)
        shortest = std::min(shortest, 0.5 / tank.perSlotSecond);
    const auto steps = std::clamp(static_cast<int>(std::ceil(seconds / shortest)), 1,
                                  std::max(1, static_cast<int>(2'000'000 / std::max<qint64>(1, model.cellCount()))));
    const double dt = seconds / steps;
    const qint64 calm = model.disturbances.empty() ? 0 : model.disturbances.back().toNs;
    double usual = model.stations.front().scaling.minSlots;
    const bool inOrder =
        std::none_of(model.stations.begin(), model.stations.end(), [](const auto &one) { return one.newestFirst; });
    Interval interval;
    const double sampleSeconds = static_cast<double>(model.sampleNs) * 1e-9;
    result.recoveryNs = model.disturbances.empty() ? 0 : std::numeric_limits<double>::infinity();
    for (qint64 cell = 0; cell < model.cellCount(); ++cell) {
        const double arrivals = (*model.expected)[static_cast<size_t>(cell)];
        result.jobs += arrivals;
        const qint64 ns = cell * model.cellNs;
        for (Tank &tank : tanks)
            tank.decideSlots(ns);
        double done = 0;
        double doneAt = 0; // summed over jobs, in steps from the middle of the first
        for (int step = 0; step < steps; ++step) {
            double jobs = arrivals / steps;
            for (Tank &tank : tanks)
                jobs = tank.flow(jobs, ns + static_cast<qint64>(step * dt * 1e9), dt);
            done += jobs;
            doneAt += jobs * step;
        }
        auto first = static_cast<double>(cell);
        double last = first + 1;
        for (Tank &tank : tanks)
            first = last = tank.passCell(first, last);
        interval.arrived += arrivals;
        interval.ready += done;
        interval.readySeconds += doneAt * dt + done * (dt / 2 + (static_cast<double>(cell) - last) * seconds);
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
            result.arrivals.push_back(static_cast<float>(interval.arrived / sampleSeconds));
            result.costSoFar.push_back(static_cast<float>(levels.cost));
            result.completions.push_back(static_cast<float>(interval.ready / sampleSeconds));
            result.secondsToReady.push_back(static_cast<float>(
                inOrder && interval.ready > kFewJobs ? interval.readySeconds / interval.ready : kNone));
            interval = {};
        }
    }
    result.cost = levelsOf(tanks).cost;
    return result;
}

} // namespace remirai::sim
