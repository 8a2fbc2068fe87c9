// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/retry.h"
#include "core/domain/scaling.h"
#include "sim/engine/law.h"

#include <QString>
#include <memory>
#include <vector>

namespace remirai::sim {

// A scenario made ready to run: numbers only, immutable, shared by all threads. Times are int64 nanoseconds from the
// start.

enum class OutageEffect {
    Fail, // the provider answers with an error after `answerNs`
    Hang, // no answer: the call ends at its timeout (or, without one, when the lease does)
    Refuse, // 429: the message is snoozed, no attempt is spent
};

struct Outage
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
    OutageEffect effect = OutageEffect::Fail;
    double share = 1; // of the calls that begin inside
};

enum class PoisonEffect {
    Fail, // every attempt fails in the usual time
    Hang, // every attempt takes its worker down: the slot is lost until the lease ends
};

// One saga step: a queue, its slots, and the provider behind them.
struct StationModel
{
    QString name;
    Law latency;
    Law also; // a second call in the same slot (the design without a queue holds one thread for the whole saga)
    bool hasSecond = false;
    qint64 timeoutNs = 0; // of a call; 0 = none, as where there is a second
    double failure = 0; // of attempts, may be tried again
    double fatal = 0; // of attempts, dead-lettered at once
    double poison = 0; // of jobs
    PoisonEffect poisonEffect = PoisonEffect::Fail;
    std::vector<Outage> outages;

    RetryPolicy retry;
    qint64 visibilityNs = 0; // lease of one receive; 0 = without end
    qint64 retentionNs = 0; // 0 = kept for ever
    qint64 capacity = -1; // places to wait; -1 = no limit. First station only
    bool newestFirst = false; // serve the message that became visible last: fair to nobody, kind to most in overload

    ScalingPolicy scaling;
    qint64 startDelayNs = 0;
    qint64 decideEveryNs = 0; // 0 = fixed at minSlots

    qint64 permitNs = 0; // one call per this time; 0 = no limit
    qint64 burstNs = 0; // how far calls may run ahead of it
    bool refuseExcess = false; // false: the slot waits for its permit. true: the provider answers 429
    qint64 refusalNs = 0; // how long such an answer takes
    qint64 retryAfterMs = 0;

    qint64 costPerCallMicros = 0; // millionths of the currency
    double costPerSlotHour = 0;
};

struct ClientModel
{
    qint64 patienceNs = 0; // 0 = waits for ever
    qint64 pollEveryNs = 0; // 0 = does not poll
    RetryPolicy retry{1, 1'000, 30'000}; // submissions: maxAttempts 1 = never again
    bool resubmitOnTimeout = false;
    bool cancelOnTimeout = false; // the server drops what nobody waits for
    bool seesFailure = false; // a dead letter is an error reply, so the client may submit again
};

struct ApiModel
{
    bool modelled = false;
    int minInstances = 1;
    int maxInstances = 1;
    int threads = 1; // per instance
    double targetUtilisation = 0.6; // scales instances when max > min
    Law service;
    qint64 maxInFlight = 2'000; // per instance
    double requestsPerJob = 1; // the submission itself included
    double costPerInstanceHour = 0;
};

// A spike or an outage, to measure recovery from.
struct Disturbance
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
};

struct Model
{
    QString name;
    QString currency = QStringLiteral("USD");
    quint64 seed = 1;
    qint64 horizonNs = 0;
    qint64 warmupNs = 0; // statistics begin here; a multiple of the cell
    qint64 cellNs = 0; // divides every instant at which state is read
    qint64 sampleNs = 0; // a multiple of the cell
    std::shared_ptr<const std::vector<double>> expected; // mean arrivals of each cell
    bool replayed = false; // the expectations are measured counts: used as they are, not as Poisson means
    double burstCv = 0;
    double burstPhi = 0; // AR(1) coefficient from one cell to the next
    ClientModel clients;
    ApiModel api;
    std::vector<StationModel> stations;
    std::vector<Disturbance> disturbances;

    qint64 cellCount() const { return horizonNs / cellNs; }
};

} // namespace remirai::sim
