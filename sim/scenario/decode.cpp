// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/arrivals.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/stations.h"
#include "sim/scenario/thresholds.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace remirai::sim {

namespace {

constexpr qint64 kSecondNs = 1'000'000'000;
constexpr qint64 kMinuteNs = 60 * kSecondNs;
constexpr qint64 kMsNs = 1'000'000;
constexpr qint64 kMaxCells = 5'000'000;

QString key(const char *name)
{
    return QString::fromLatin1(name);
}

ClientModel readClients(ObjectReader reader)
{
    ClientModel clients;
    clients.patienceNs = reader.duration(key("patience"), 0);
    clients.pollEveryNs = reader.duration(key("poll"), 0);
    clients.resubmitOnTimeout = reader.flag(key("resubmitOnTimeout"), false);
    clients.cancelOnTimeout = reader.flag(key("cancelOnTimeout"), false);
    clients.retry = readBackoff(reader.object(key("retry")), clients.retry, true);
    if ((clients.resubmitOnTimeout || clients.cancelOnTimeout) && clients.patienceNs == 0)
        reader.complain(key("patience"), QStringLiteral("is needed for resubmitOnTimeout and cancelOnTimeout"));
    reader.finish();
    return clients;
}

ApiModel readApi(ObjectReader reader, bool present, const QString &folder, QString &currency)
{
    ApiModel api;
    api.modelled = present;
    const Json *instances = reader.any(key("instances"));
    if (instances && instances->kind == Json::Kind::Object) {
        ObjectReader range = reader.object(key("instances"));
        api.minInstances = range.integer(key("min"), 1, 1, 10'000);
        api.maxInstances = range.integer(key("max"), std::max(api.minInstances, 10), api.minInstances, 10'000);
        api.targetUtilisation = range.number(key("targetUtilisation"), 0.6, 0.01, 1);
        range.finish();
    } else {
        api.minInstances = api.maxInstances = reader.integer(key("instances"), 1, 1, 10'000);
    }
    api.threads = reader.integer(key("threads"), 16, 1, 10'000);
    api.service = reader.law(key("service"), folder).value_or(Law::lognormal(2e6, 1));
    api.maxInFlight = reader.integer(key("maxInFlight"), 2'000, 1, 1'000'000);
    api.requestsPerJob = reader.number(key("requestsPerJob"), 1, 1, 1e6);
    api.costPerInstanceHour = reader.money(key("costPerInstanceHour"), 0, currency);
    reader.finish();
    return api;
}

qint64 chooseSample(qint64 asked, qint64 cell, qint64 horizon)
{
    constexpr qint64 kPoints = 1'500;
    if (asked > 0)
        return std::max(cell, asked / cell * cell);
    for (const qint64 seconds : {1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1'800, 3'600, 7'200, 21'600, 86'400}) {
        const qint64 every = seconds * kSecondNs;
        if (every % cell == 0 && horizon / every <= kPoints)
            return every;
    }
    return cell * std::max<qint64>(1, horizon / cell / kPoints + 1);
}

// All instants at which state is read or changes by plan become cell boundaries.
void chooseCells(ObjectReader &root, Model &model, const ArrivalPlan &plan, qint64 cell, qint64 sample)
{
    const qint64 asked = cell;
    const auto align = [&cell](qint64 ns) { cell = ns > 0 ? std::gcd(cell, ns) : cell; };
    align(model.horizonNs);
    align(model.warmupNs);
    for (const StationModel &station : model.stations) {
        align(station.decideEveryNs);
        align(station.retentionNs);
    }
    align(model.clients.patienceNs);
    for (const qint64 instant : plan.instants())
        align(instant % model.horizonNs);
    if (model.horizonNs / cell > kMaxCells && plan.instants().size() > 0) {
        // Measured instants need not be boundaries: their counts are shared out to the cells that they overlap.
        cell = std::gcd(asked, model.horizonNs);
    }
    if (cell <= 0 || model.horizonNs / cell > kMaxCells) {
        root.complain(
            key("cell"),
            QStringLiteral("horizon, warm-up, patience, retention and decision times share no step above %1 ns, "
                           "which makes more than 5 million cells; round them to whole seconds")
                .arg(cell));
        return;
    }
    model.cellNs = cell;
    model.sampleNs = chooseSample(sample, cell, model.horizonNs);
    model.expected = std::make_shared<const std::vector<double>>(plan.expected(cell, model.horizonNs));
}

void readHead(ObjectReader &root, Variant &variant)
{
    Model &model = variant.model;
    const int version = root.integer(key("version"), 0, 0, 1'000);
    if (version != 1)
        root.complain(key("version"), QStringLiteral("must be 1, the only version there is"));
    variant.name = root.text(key("name"), QStringLiteral("scenario"));
    model.name = variant.name;
    for (const char *known : {"$schema", "title", "description", "extends", "replications", "variants", "sweep"})
        root.any(key(known));
    model.seed = root.whole64(key("seed"), model.seed);
    model.horizonNs = root.duration(key("horizon"), 60 * kMinuteNs); // a default so that the rest is checked too
    if (!root.has(key("horizon")))
        root.complain(key("horizon"), QStringLiteral("is missing; write for instance \"horizon\": \"28d\""));
    if (model.horizonNs <= 0) {
        root.complain(key("horizon"), QStringLiteral("must be above zero, like \"28d\""));
        model.horizonNs = 60 * kMinuteNs;
    }
    model.warmupNs = root.duration(key("warmup"), 0);
    if (model.warmupNs >= std::max<qint64>(1, model.horizonNs))
        root.complain(key("warmup"), QStringLiteral("must end before the horizon"));
}

Live readLive(ObjectReader reader, qint64 horizonNs)
{
    Live live;
    live.scale = reader.number(key("scale"), live.scale, 1e-6, 1e3);
    live.fromNs = reader.duration(key("from"), 0);
    live.durationNs = reader.duration(key("duration"), 0);
    if (live.fromNs >= horizonNs)
        reader.complain(key("from"), QStringLiteral("lies beyond the horizon"));
    reader.finish();
    return live;
}

} // namespace

Result<Variant> readVariant(const Json &config, const QString &folder)
{
    Problems problems;
    ObjectReader root(&config, {}, problems);
    Variant variant;
    variant.config = config;
    readHead(root, variant);
    Model &model = variant.model;
    const qint64 cell = root.duration(key("cell"), kMinuteNs);
    const qint64 sample = root.duration(key("sample"), 0);
    QString currency;
    model.clients = readClients(root.object(key("clients")));
    const bool hasApi = root.has(key("api"));
    model.api = readApi(root.object(key("api")), hasApi, folder, currency);
    readStations(root, model, folder, currency);
    if (!root.has(key("arrivals")))
        root.complain(key("arrivals"),
                      QStringLiteral("is missing; write for instance \"arrivals\": {\"rate\": \"2/s\"}"));
    const ArrivalPlan plan(root.object(key("arrivals")), folder, model.horizonNs);
    model.disturbances = plan.spikes();
    model.replayed = plan.replayed();
    if (!model.stations.empty())
        readOutages(root, model);
    std::sort(model.disturbances.begin(), model.disturbances.end(),
              [](const Disturbance &a, const Disturbance &b) { return a.toNs < b.toNs; });
    if (root.has(key("hold")))
        readHold(root.object(key("hold")), model);
    model.currency = currency.isEmpty() ? QStringLiteral("USD") : currency;
    if (!model.stations.empty())
        chooseCells(root, model, plan, cell > 0 ? cell : kMinuteNs, sample);
    model.burstCv = plan.burstCv();
    if (model.cellNs > 0 && plan.burstCorrelationNs() > 0)
        model.burstPhi = std::exp(-static_cast<double>(model.cellNs) / static_cast<double>(plan.burstCorrelationNs()));
    variant.thresholds = readThresholds(root);
    variant.live = readLive(root.object(key("live")), model.horizonNs);
    root.finish();
    if (!problems.empty())
        return problems.error();
    return variant;
}

} // namespace remirai::sim
