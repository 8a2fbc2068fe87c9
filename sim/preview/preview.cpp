// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/preview.h"

#include "core/domain/units.h"
#include "sim/preview/closedforms.h"

#include <QLocale>
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

double meanSecondsOf(const StationModel &station)
{
    const double mean = (station.latency.meanNs() + (station.hasSecond ? station.also.meanNs() : 0)) * 1e-9;
    return std::max(1e-9, mean);
}

double callsOf(const StationModel &station)
{
    return callsPerJob(station.failure, station.retry.maxAttempts);
}

double capacityOf(const StationModel &station)
{
    const double slots = station.scaling.maxSlots / meanSecondsOf(station);
    const double limited = station.permitNs > 0 ? std::min(slots, 1e9 / static_cast<double>(station.permitNs)) : slots;
    return limited / callsOf(station);
}

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

bool isInDisturbance(const Model &model, qint64 from, qint64 to)
{
    return std::any_of(model.disturbances.begin(), model.disturbances.end(),
                       [&](const Disturbance &d) { return d.fromNs < to && d.toNs > from; });
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
        double depth = 0;
        double busy = 0;
        double slotCount = 0;
        double wait = 0;
        for (const Tank &tank : tanks) {
            depth += tank.depth() / tank.callsPerJob;
            busy += std::min(tank.content, tank.slotCount);
            slotCount += tank.slotCount;
            const double most = tank.slotCount / tank.meanSeconds;
            wait += tank.depth() / (tank.limitPerSecond > 0 ? std::min(most, tank.limitPerSecond) : most)
                + tank.meanSeconds;
        }
        const qint64 end = (cell + 1) * model.cellNs;
        if (depth > result.peakDepth) {
            result.peakDepth = depth;
            result.peakAtNs = end;
        }
        if (!model.disturbances.empty() && end <= model.disturbances.front().fromNs)
            usual = std::max<double>(model.stations.front().scaling.minSlots, depth);
        if (end > calm && std::isinf(result.recoveryNs) && depth <= usual)
            result.recoveryNs = static_cast<double>(end - calm);
        if (end % model.sampleNs == 0) {
            result.depth.push_back(static_cast<float>(depth));
            result.inFlight.push_back(static_cast<float>(busy));
            result.slotCount.push_back(static_cast<float>(slotCount));
            result.completions.push_back(static_cast<float>(done / seconds));
            result.waitSeconds.push_back(static_cast<float>(wait));
        }
    }
    result.cost = calls + slotSeconds;
    return result;
}

namespace {

// What the figures mean, in one sentence for a person.
QString verdictSentence(const StationModel *tightest, const Preflight &result, double mean, double spikeSeconds,
                        double background, double backlog)
{
    const QLocale english(QLocale::English);
    const auto figure = [&](double value) {
        return value >= 100 ? english.toString(value, 'f', 0) : QString::number(value, 'g', 2);
    };
    const bool held = tightest->hasSecond || tightest->capacity >= 0;
    QString text = QStringLiteral("%1 %2 at %3 s do %4 jobs/s; ")
                       .arg(english.toString(tightest->scaling.maxSlots),
                            held ? QStringLiteral("threads") : QStringLiteral("workers"), QString::number(mean, 'g', 3),
                            figure(result.capacityPerSecond));
    if (held && result.spikeJobs > 0) {
        const double offered = result.spikeJobs / spikeSeconds;
        text += QStringLiteral("at %1/s %2 % of the requests are turned away.")
                    .arg(figure(offered),
                         QString::number(100 * erlangB(offered * mean, tightest->scaling.maxSlots), 'f', 2));
    } else if (backlog > 0) {
        const QString jobs = english.toString(std::round(result.spikeJobs), 'f', 0);
        switch (result.drain.verdict) {
        case DrainVerdict::Clears:
            text += QStringLiteral("this spike of %1 jobs takes %2 to drain; %3 workers would clear it in an hour.")
                        .arg(jobs, formatDuration(std::chrono::milliseconds(*result.drain.clearsInMs)),
                             english.toString(result.workersForAnHour));
            break;
        case DrainVerdict::Stalled:
        case DrainVerdict::Growing:
            text += QStringLiteral(
                        "the usual load of %1 jobs/s leaves nothing to drain this spike of %2 jobs; %3 workers would "
                        "clear it in an hour.")
                        .arg(figure(background), jobs, english.toString(result.workersForAnHour));
            break;
        }
    } else {
        text += QStringLiteral("the busiest hour asks for %1 jobs/s (%2 %): ")
                    .arg(figure(result.busiestPerSecond), QString::number(100 * result.utilisation, 'f', 0));
        text += result.utilisation >= 1 ? QStringLiteral("the backlog grows then; %1 workers would keep up.")
                                              .arg(english.toString(result.workersForCalm))
                                        : QStringLiteral("it keeps up; %1 workers make at most one job in twenty wait.")
                                              .arg(english.toString(result.workersForCalm));
    }
    return text;
}

} // namespace

Preflight preflight(const Model &model)
{
    Preflight result;
    const StationModel *tightest = &model.stations.front();
    for (const StationModel &station : model.stations) {
        if (capacityOf(station) < capacityOf(*tightest))
            tightest = &station;
    }
    result.capacityPerSecond = capacityOf(*tightest);
    const double mean = meanSecondsOf(*tightest);
    const double calls = callsOf(*tightest);

    const double cellSeconds = static_cast<double>(model.cellNs) * 1e-9;
    const auto window = std::max<qint64>(1, static_cast<qint64>(3600 / cellSeconds));
    double sum = 0;
    double background = 0;
    qint64 counted = 0;
    qint64 calmCells = 0;
    for (qint64 cell = 0; cell < model.cellCount(); ++cell) {
        const bool calm = !isInDisturbance(model, cell * model.cellNs, (cell + 1) * model.cellNs);
        if (calm) {
            const double count = (*model.expected)[static_cast<size_t>(cell)];
            sum += count;
            ++counted;
            background += count;
            ++calmCells;
        }
        if (counted >= window || cell + 1 == model.cellCount()) {
            if (counted > 0)
                result.busiestPerSecond =
                    std::max(result.busiestPerSecond, sum / (static_cast<double>(counted) * cellSeconds));
            sum = 0;
            counted = 0;
        }
    }
    background = calmCells > 0 ? background / (static_cast<double>(calmCells) * cellSeconds) : 0;
    result.utilisation = result.busiestPerSecond / result.capacityPerSecond;
    result.workersForCalm = serversForWait(std::max(1e-9, result.busiestPerSecond * mean * calls), 0.05);

    double spikeSeconds = 0;
    for (const Disturbance &disturbance : model.disturbances) {
        double jobs = 0;
        double seconds = 0;
        for (qint64 cell = disturbance.fromNs / model.cellNs;
             cell < model.cellCount() && cell * model.cellNs < disturbance.toNs; ++cell) {
            jobs += (*model.expected)[static_cast<size_t>(cell)];
            seconds += cellSeconds;
        }
        if (jobs > result.spikeJobs) {
            result.spikeJobs = jobs;
            spikeSeconds = seconds;
        }
    }
    const double backlog = std::max(0.0, result.spikeJobs - result.capacityPerSecond * spikeSeconds);
    result.drain = drainVerdict({.backlog = static_cast<qint64>(backlog),
                                 .arrivalsPerSecond = background,
                                 .completionsPerSecond = result.capacityPerSecond});
    if (backlog > 0)
        result.workersForAnHour = static_cast<int>(std::ceil((background + result.spikeJobs / 3600) * mean * calls));

    result.sentence = verdictSentence(tightest, result, mean, spikeSeconds, background, backlog);
    return result;
}

} // namespace remirai::sim
