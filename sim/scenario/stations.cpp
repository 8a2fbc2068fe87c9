// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/stations.h"

#include <algorithm>
#include <cmath>

namespace remirai::sim {

namespace {

constexpr qint64 kSecondNs = 1'000'000'000;
constexpr qint64 kMinuteNs = 60 * kSecondNs;
constexpr qint64 kMsNs = 1'000'000;

QString key(const char *name)
{
    return QString::fromLatin1(name);
}

void readQueue(ObjectReader reader, StationModel &station)
{
    station.visibilityNs = reader.duration(key("visibility"), 180 * kSecondNs);
    station.retry.maxAttempts = reader.integer(key("maxReceive"), 5, 1, 1'000);
    station.retentionNs = reader.duration(key("retention"), 4 * 86'400 * kSecondNs);
    station.capacity = reader.integer(key("capacity"), -1, -1, 1'000'000'000);
    station.retry = readBackoff(reader.object(key("retry")), station.retry, false);
    station.newestFirst = reader.oneOf(key("order"), {key("fifo"), key("lifo")}) == 1;
    if (station.newestFirst && station.capacity >= 0)
        reader.complain(key("order"), QStringLiteral("lifo goes with an unlimited queue only; leave out capacity"));
    reader.finish();
}

void readWorkers(ObjectReader reader, StationModel &station, QString &currency)
{
    ScalingPolicy &policy = station.scaling;
    policy.minSlots = reader.integer(key("min"), 10, 1, 1'000'000);
    policy.maxSlots = reader.integer(key("max"), std::max(100, policy.minSlots), 1, 1'000'000);
    if (policy.maxSlots < policy.minSlots)
        reader.complain(key("max"), QStringLiteral("is below min (%1)").arg(policy.minSlots));
    policy.targetWaitMs = reader.duration(key("targetWait"), 30 * kSecondNs) / kMsNs;
    policy.scaleUpEveryMs = reader.duration(key("scaleUpEvery"), 15 * kSecondNs) / kMsNs;
    policy.scaleDownAfterMs = reader.duration(key("scaleDownAfter"), 300 * kSecondNs) / kMsNs;
    station.decideEveryNs = reader.duration(key("decideEvery"), 15 * kSecondNs);
    station.startDelayNs = reader.duration(key("startDelay"), 2 * kSecondNs);
    station.costPerSlotHour = reader.money(key("costPerSlotHour"), 0, currency);
    if (policy.minSlots != policy.maxSlots && station.decideEveryNs <= 0)
        reader.complain(key("decideEvery"),
                        QStringLiteral("must be above zero, or slots would never grow from min to max"));
    if (policy.minSlots == policy.maxSlots)
        station.decideEveryNs = 0;
    reader.finish();
}

void readStep(ObjectReader &reader, StationModel &station, const QString &folder, QString &currency)
{
    const auto law = reader.law(key("latency"), folder);
    if (!law && !reader.has(key("latency")))
        reader.complain(key("latency"), QStringLiteral("is missing; write for instance \"latency\": \"30s\""));
    station.latency = law.value_or(Law::deterministic(30e9));
    station.timeoutNs = reader.duration(key("timeout"), 0);
    station.failure = reader.share(key("failure"), 0);
    station.fatal = reader.share(key("fatal"), 0);
    const double cost = reader.money(key("costPerCall"), 0, currency);
    station.costPerCallMicros = std::llround(cost * 1e6);
    station.refusalNs = reader.duration(key("errorLatency"), 500 * kMsNs);
    if (reader.has(key("rateLimit"))) {
        ObjectReader limit = reader.object(key("rateLimit"));
        const double perSecond = limit.perSecond(key("rate"), 0);
        if (perSecond <= 0)
            limit.complain(key("rate"), QStringLiteral("must be above zero, like \"600/m\""));
        station.permitNs = perSecond > 0 ? std::llround(1e9 / perSecond) : 0;
        station.burstNs = station.permitNs * (limit.integer(key("burst"), 1, 1, 1'000'000) - 1);
        station.refuseExcess = limit.oneOf(key("excess"), {key("wait"), key("refuse")}) == 1;
        station.retryAfterMs = limit.duration(key("retryAfter"), 10 * kSecondNs) / kMsNs;
        station.scaling.providerPerMinute = limit.flag(key("known"), true) ? perSecond * 60 : 0;
        limit.finish();
    }
    if (reader.has(key("poison"))) {
        ObjectReader poison = reader.object(key("poison"));
        station.poison = poison.share(key("share"), 0);
        station.poisonEffect =
            poison.oneOf(key("effect"), {key("fail"), key("hang")}) == 1 ? PoisonEffect::Hang : PoisonEffect::Fail;
        poison.finish();
    }
    if (reader.has(key("workers")))
        readWorkers(reader.object(key("workers")), station, currency);
    reader.finish();
}

} // namespace

RetryPolicy readBackoff(ObjectReader reader, RetryPolicy policy, bool withAttempts)
{
    if (withAttempts)
        policy.maxAttempts = reader.integer(key("maxAttempts"), policy.maxAttempts, 1, 20);
    policy.baseMs = reader.duration(key("base"), policy.baseMs * kMsNs) / kMsNs;
    policy.capMs = reader.duration(key("cap"), policy.capMs * kMsNs) / kMsNs;
    reader.finish();
    return policy;
}

void readOutages(ObjectReader &root, Model &model)
{
    root.list(key("outages"), [&](const Json &item, const QString &path) {
        ObjectReader reader(&item, path, root.problems());
        Outage outage;
        outage.fromNs = reader.duration(key("at"), 0);
        outage.toNs = outage.fromNs + reader.duration(key("duration"), 10 * kMinuteNs);
        if (outage.fromNs >= model.horizonNs)
            reader.complain(key("at"), QStringLiteral("lies beyond the horizon"));
        outage.share = reader.share(key("share"), 1);
        const int effect = reader.oneOf(key("effect"), {key("fail"), key("hang"), key("refuse")});
        outage.effect = effect == 1 ? OutageEffect::Hang : effect == 2 ? OutageEffect::Refuse : OutageEffect::Fail;
        QStringList names;
        for (const StationModel &station : model.stations)
            names << station.name;
        const int step = reader.oneOf(key("step"), names);
        model.stations[static_cast<size_t>(std::max(0, step))].outages.push_back(outage);
        model.disturbances.push_back({outage.fromNs, outage.toNs});
        reader.finish();
    });
}

void readStations(ObjectReader &root, Model &model, const QString &folder, QString &currency)
{
    StationModel common;
    readQueue(root.object(key("queue")), common);
    readWorkers(root.object(key("workers")), common, currency);
    ObjectReader steps = root.object(key("steps"));
    for (const char *name : {"synthesis", "illustration"}) {
        if (!steps.has(key(name)))
            continue;
        StationModel station = common;
        station.name = key(name);
        if (!model.stations.empty())
            station.capacity = -1;
        ObjectReader step = steps.object(key(name));
        readStep(step, station, folder, currency);
        model.stations.push_back(std::move(station));
    }
    if (model.stations.empty())
        root.complain(key("steps"),
                      QStringLiteral("needs \"synthesis\": {\"latency\": …}, and may have \"illustration\""));
    steps.finish();
}

void readHold(ObjectReader reader, Model &model)
{
    if (model.stations.empty())
        return;
    StationModel &station = model.stations.front();
    if (model.stations.size() > 1) {
        const StationModel &second = model.stations[1];
        station.also = second.latency;
        station.hasSecond = true;
        station.failure = 1 - (1 - station.failure) * (1 - second.failure);
        station.costPerCallMicros += second.costPerCallMicros;
        model.stations.resize(1);
    }
    station.name = QStringLiteral("request");
    station.scaling.minSlots = station.scaling.maxSlots = reader.integer(key("threads"), 100, 1, 1'000'000);
    station.scaling.providerPerMinute = 0;
    station.capacity = reader.integer(key("backlog"), 500, 0, 1'000'000'000);
    station.decideEveryNs = 0;
    station.retry.maxAttempts = 1;
    station.visibilityNs = station.retentionNs = 0;
    station.timeoutNs = 0;
    model.clients.seesFailure = true;
    model.clients.pollEveryNs = 0;
    reader.finish();
}

} // namespace remirai::sim
