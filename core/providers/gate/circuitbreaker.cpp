// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/gate/circuitbreaker.h"

#include "core/domain/enumtext.h"

#include <algorithm>
#include <bit>

namespace remirai {

namespace {

constexpr EnumTexts<BreakerPhase, 3> kPhaseTexts{
    {{BreakerPhase::Closed, u"closed"}, {BreakerPhase::Open, u"open"}, {BreakerPhase::HalfOpen, u"half_open"}}};
constexpr qint64 kProbeRetryMs = 1'000; // until the probes have told

BreakerState entered(const BreakerState &from, BreakerPhase phase, qint64 openUntilMs = 0)
{
    BreakerState state;
    state.phase = phase;
    state.generation = from.generation + 1;
    state.openUntilMs = openUntilMs;
    return state;
}

BreakerState afterCall(const BreakerPolicy &policy, BreakerState state, bool failed, qint64 nowMs)
{
    const int window = std::clamp(policy.window, 1, 64);
    const quint64 mask = window == 64 ? ~0ULL : (1ULL << window) - 1;
    state.failures = (state.failures << 1 | (failed ? 1U : 0U)) & mask;
    state.calls = std::min(state.calls + 1, window);
    const int failures = std::popcount(state.failures);
    if (failed && state.calls >= policy.minimumCalls && failures >= policy.failureRatio * state.calls)
        return entered(state, BreakerPhase::Open, nowMs + policy.openMs);
    return state;
}

BreakerState afterProbe(const BreakerPolicy &policy, BreakerState state, CallOutcome outcome, qint64 nowMs)
{
    --state.probesRunning;
    if (outcome == CallOutcome::Failed)
        return entered(state, BreakerPhase::Open, nowMs + policy.openMs);
    if (outcome == CallOutcome::Succeeded && ++state.probesSucceeded >= policy.probes)
        return entered(state, BreakerPhase::Closed);
    return state;
}

} // namespace

QString toString(BreakerPhase phase)
{
    return textOf(kPhaseTexts, phase);
}

Admission admit(const BreakerPolicy &policy, BreakerState state, qint64 nowMs)
{
    if (state.phase == BreakerPhase::Open && nowMs >= state.openUntilMs)
        state = entered(state, BreakerPhase::HalfOpen);
    switch (state.phase) {
    case BreakerPhase::Closed:
        return {true, 0, state};
    case BreakerPhase::Open:
        return {false, state.openUntilMs - nowMs, state};
    case BreakerPhase::HalfOpen:
        if (state.probesRunning + state.probesSucceeded >= policy.probes)
            return {false, kProbeRetryMs, state};
        ++state.probesRunning;
        return {true, 0, state};
    }
    Q_UNREACHABLE();
}

BreakerState settle(const BreakerPolicy &policy, BreakerState state, quint64 generation, CallOutcome outcome,
                    qint64 nowMs)
{
    if (generation != state.generation)
        return state;
    if (outcome == CallOutcome::Refused)
        return entered(state, BreakerPhase::Open, nowMs + policy.refusedOpenMs);
    if (state.phase == BreakerPhase::HalfOpen)
        return afterProbe(policy, state, outcome, nowMs);
    if (outcome == CallOutcome::Neutral)
        return state;
    return afterCall(policy, state, outcome == CallOutcome::Failed, nowMs);
}

} // namespace remirai
