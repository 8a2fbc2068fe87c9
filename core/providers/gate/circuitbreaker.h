// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>

namespace remirai {

// Stops calls to a provider that is down, so that queued work waits instead of burning its attempts. Pure values and
// rules; ProviderGate holds the lock. Times are of the steady clock.

enum class BreakerPhase {
    Closed, // calls pass
    Open, // none passes until openUntilMs
    HalfOpen, // a few probes pass and decide
};
QString toString(BreakerPhase phase);

enum class CallOutcome {
    Succeeded, // the provider works, even if it refused this request's content
    Failed, // 5xx, timeout, no connection
    Neutral, // says nothing about the provider's health: 429, 529, stopped by us
    Refused, // 401, 402, 403: no call can succeed until somebody mends the account
};

struct BreakerPolicy
{
    int window = 20; // calls that are remembered, at most 64
    int minimumCalls = 10; // no verdict on fewer
    double failureRatio = 0.5;
    qint64 openMs = 30'000;
    qint64 refusedOpenMs = 300'000;
    int probes = 3; // successes in a row that close it
};

struct BreakerState
{
    BreakerPhase phase = BreakerPhase::Closed;
    quint64 generation = 0; // counts changes of phase; results of calls from another generation say nothing
    quint64 failures = 0; // a bit per remembered call, the newest lowest, 1 = failed
    int calls = 0; // remembered
    qint64 openUntilMs = 0;
    int probesRunning = 0;
    int probesSucceeded = 0;

    bool operator==(const BreakerState &) const = default;
};

struct Admission
{
    bool admitted = false;
    qint64 retryAfterMs = 0; // when not admitted
    BreakerState state;
};

// Every admitted call must be settled once, with the generation of the state it was admitted in.
Admission admit(const BreakerPolicy &policy, BreakerState state, qint64 nowMs);
BreakerState settle(const BreakerPolicy &policy, BreakerState state, quint64 generation, CallOutcome outcome,
                    qint64 nowMs);

} // namespace remirai
