// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/units.h"
#include "sim/preview/capacity.h"
#include "sim/preview/closedforms.h"
#include "sim/preview/preview.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace remirai::sim {

namespace {

// The load that the verdict is about.
struct Load
{
    double background = 0; // jobs per second outside disturbances
    double jobs = 0; // of the worst disturbance
    double seconds = 0; // of the worst disturbance
    double backlog = 0; // that it leaves
    const Outage *outage = nullptr; // when the worst disturbance is one
    const StationModel *struck = nullptr; // by that outage
};

QString count(double value)
{
    return value >= 100 ? QLocale(QLocale::English).toString(value, 'f', 0) : QString::number(value, 'g', 2);
}

QString spanOf(double seconds)
{
    return formatDuration(std::chrono::milliseconds(std::llround(seconds * 1'000)));
}

bool isInDisturbance(const Model &model, qint64 from, qint64 to)
{
    return std::any_of(model.disturbances.begin(), model.disturbances.end(),
                       [&](const Disturbance &d) { return d.fromNs < to && d.toNs > from; });
}

// How long a message's attempts last when each of them meets the outage: afterwards it is a dead letter. Infinite when
// refusals only postpone.
double reachSeconds(const StationModel &station, const Outage &outage)
{
    if (outage.effect == OutageEffect::Refuse)
        return std::numeric_limits<double>::infinity();
    const qint64 hang = station.timeoutNs > 0 ? station.timeoutNs : station.visibilityNs;
    const qint64 attempt = outage.effect == OutageEffect::Hang ? hang : station.refusalNs;
    double reach = static_cast<double>(attempt) * 1e-9 * station.retry.maxAttempts;
    for (int failures = 1; failures < station.retry.maxAttempts; ++failures)
        reach += static_cast<double>(backoffMs(station.retry, failures, 1.0)) / 2'000; // full jitter: half on average
    return reach;
}

double jobsBetween(const Model &model, qint64 fromNs, qint64 toNs, double &seconds)
{
    double jobs = 0;
    seconds = 0;
    for (qint64 cell = fromNs / model.cellNs; cell < model.cellCount() && cell * model.cellNs < toNs; ++cell) {
        jobs += (*model.expected)[static_cast<size_t>(cell)];
        seconds += static_cast<double>(model.cellNs) * 1e-9;
    }
    return jobs;
}

Load worstLoad(const Model &model, double capacityPerSecond)
{
    Load worst;
    for (const Disturbance &disturbance : model.disturbances) {
        Load load;
        load.jobs = jobsBetween(model, disturbance.fromNs, disturbance.toNs, load.seconds);
        for (const StationModel &station : model.stations) {
            for (const Outage &outage : station.outages) {
                if (outage.fromNs == disturbance.fromNs && outage.toNs == disturbance.toNs) {
                    load.outage = &outage;
                    load.struck = &station;
                }
            }
        }
        const double left = load.outage ? capacityPerSecond * (1 - load.outage->share) : capacityPerSecond;
        load.backlog = std::max(0.0, load.jobs - left * load.seconds);
        if (load.backlog > worst.backlog || (load.backlog >= worst.backlog && load.jobs > worst.jobs))
            worst = load;
    }
    return worst;
}

QString spikeText(const Preflight &result, const Load &load)
{
    const QString jobs = QLocale(QLocale::English).toString(std::round(load.jobs), 'f', 0);
    const QString workers = QLocale(QLocale::English).toString(result.workersForAnHour);
    switch (result.drain.verdict) {
    case DrainVerdict::Clears:
        return QStringLiteral("this spike of %1 jobs takes %2 to drain; %3 workers would clear it in an hour.")
            .arg(jobs, formatDuration(std::chrono::milliseconds(*result.drain.clearsInMs)), workers);
    case DrainVerdict::Stalled:
    case DrainVerdict::Growing:
        return QStringLiteral("the usual load of %1 jobs/s leaves nothing to drain this spike of %2 jobs; %3 workers "
                              "would clear it in an hour.")
            .arg(count(load.background), jobs, workers);
    }
    Q_UNREACHABLE();
}

QString outageText(const Preflight &result, const Load &load)
{
    const double reach = reachSeconds(*load.struck, *load.outage);
    QString text = QStringLiteral("an outage of %1 meets %2 jobs; ").arg(spanOf(load.seconds), count(load.jobs));
    if (reach < load.seconds && load.outage->effect == OutageEffect::Hang) // slots are held, so most only wait
        return text
            + QStringLiteral(
                  "calls hang and hold their slots meanwhile, so most jobs wait, and those whose %1 attempts "
                  "are spent end as dead letters.")
                  .arg(load.struck->retry.maxAttempts);
    if (reach < load.seconds)
        return text
            + QStringLiteral("%1 attempts last about %2, so about %3 of them end as dead letters.")
                  .arg(load.struck->retry.maxAttempts)
                  .arg(spanOf(reach), count(load.outage->share >= 1 ? load.jobs * (1 - reach / load.seconds) : 0));
    if (result.drain.verdict == DrainVerdict::Clears && result.drain.clearsInMs)
        return text
            + QStringLiteral("they wait, and are cleared within %1 of its end.")
                  .arg(formatDuration(std::chrono::milliseconds(*result.drain.clearsInMs)));
    return text
        + QStringLiteral("the usual load of %1 jobs/s leaves nothing to clear them.").arg(count(load.background));
}

QString steadyText(const Preflight &result)
{
    const QString workers = QLocale(QLocale::English).toString(result.workersForCalm);
    QString text = QStringLiteral("the busiest hour asks for %1 jobs/s (%2 %): ")
                       .arg(count(result.busiestPerSecond), QString::number(100 * result.utilisation, 'f', 0));
    return text
        + (result.utilisation >= 1
               ? QStringLiteral("the backlog grows then; %1 workers would keep up.").arg(workers)
               : QStringLiteral("it keeps up; with %1 workers at most one job in twenty would wait.").arg(workers));
}

// What the figures mean, in one sentence for a person.
QString verdictSentence(const StationModel &tightest, const Preflight &result, const Load &load)
{
    const bool held = tightest.hasSecond || tightest.capacity >= 0;
    const double mean = callSecondsOf(tightest);
    const QString text = QStringLiteral("%1 %2 at %3 s do %4 jobs/s; ")
                             .arg(QLocale(QLocale::English).toString(tightest.scaling.maxSlots),
                                  held ? QStringLiteral("threads") : QStringLiteral("workers"),
                                  QString::number(mean, 'g', 3), count(result.capacityPerSecond));
    if (held && load.jobs > 0 && !load.outage) {
        const double offered = load.jobs / load.seconds;
        return text
            + QStringLiteral("at %1/s %2 % of the requests are turned away.")
                  .arg(count(offered),
                       QString::number(100 * erlangB(offered * mean, tightest.scaling.maxSlots), 'f', 2));
    }
    if (load.backlog > 0)
        return text + (load.outage ? outageText(result, load) : spikeText(result, load));
    return text + steadyText(result);
}

// Jobs per second in the busiest hour outside disturbances; the average goes to load.background.
double busiestPerSecond(const Model &model, Load &load)
{
    const double cellSeconds = static_cast<double>(model.cellNs) * 1e-9;
    const auto window = std::max<qint64>(1, static_cast<qint64>(3600 / cellSeconds));
    double busiest = 0;
    double sum = 0;
    double all = 0;
    qint64 counted = 0;
    qint64 calmCells = 0;
    for (qint64 cell = 0; cell < model.cellCount(); ++cell) {
        if (!isInDisturbance(model, cell * model.cellNs, (cell + 1) * model.cellNs)) {
            sum += (*model.expected)[static_cast<size_t>(cell)];
            all += (*model.expected)[static_cast<size_t>(cell)];
            ++counted;
            ++calmCells;
        }
        if (counted >= window || cell + 1 == model.cellCount()) {
            if (counted > 0)
                busiest = std::max(busiest, sum / (static_cast<double>(counted) * cellSeconds));
            sum = 0;
            counted = 0;
        }
    }
    load.background = calmCells > 0 ? all / (static_cast<double>(calmCells) * cellSeconds) : 0;
    return busiest;
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
    const double secondsPerJob = slotSecondsOf(*tightest) * callsOf(*tightest);
    result.capacityPerSecond = capacityOf(*tightest);
    Load load = worstLoad(model, result.capacityPerSecond);
    result.busiestPerSecond = busiestPerSecond(model, load);
    result.utilisation = result.busiestPerSecond / result.capacityPerSecond;
    result.workersForCalm = serversForWait(std::max(1e-9, result.busiestPerSecond * secondsPerJob), 0.05);
    result.spikeJobs = load.jobs;
    result.drain = drainVerdict({.backlog = static_cast<qint64>(load.backlog),
                                 .arrivalsPerSecond = load.background,
                                 .completionsPerSecond = result.capacityPerSecond});
    if (load.backlog > 0)
        result.workersForAnHour = static_cast<int>(std::ceil((load.background + load.jobs / 3600) * secondsPerJob));
    result.sentence = verdictSentence(*tightest, result, load);
    const ClientModel &clients = model.clients;
    const bool impatient = load.backlog > 0 && result.drain.clearsInMs
        && *result.drain.clearsInMs * 1'000'000 > clients.patienceNs && clients.patienceNs > 0;
    if (impatient && clients.resubmitOnTimeout && clients.retry.maxAttempts > 1)
        result.sentence.insert(result.sentence.size() - 1,
                               QStringLiteral("; but clients submit again after %1, which this does not count")
                                   .arg(spanOf(static_cast<double>(clients.patienceNs) * 1e-9)));
    return result;
}

} // namespace remirai::sim
