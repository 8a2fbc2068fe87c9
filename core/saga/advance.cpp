// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/saga/advance.h"

#include <algorithm>
#include <array>
#include <ranges>

namespace remirai {

namespace {

constexpr std::array<StepPlan, 2> kPersonaSaga{
    {{StepName::Synthesis, PersonaStatus::Synthesizing, StepName::Illustration, Compensation::WithdrawPrompt},
     {StepName::Illustration, PersonaStatus::GeneratingImage, std::nullopt, Compensation::Nothing}}};

Decision succeeded(const Saga &saga, const QString &output)
{
    const StepPlan &plan = planOf(saga.step);
    Decision decision{saga, PersonaStatus::Ready, {}, {}, plan.next, MessageFate::Delete, 0};
    decision.saga.error.clear();
    switch (saga.step) {
    case StepName::Synthesis:
        decision.prompt = output;
        break;
    case StepName::Illustration:
        decision.illustration = output;
        break;
    }
    if (plan.next) {
        decision.saga.step = *plan.next;
        decision.personaStatus = planOf(*plan.next).statusWhileRunning;
    } else {
        decision.saga.state = SagaState::Completed;
    }
    return decision;
}

// Undoes the steps before the one that failed, the latest first.
void compensate(Decision &decision, StepName failedAt)
{
    const auto isFailed = [&](const StepPlan &plan) { return plan.name == failedAt; };
    const auto end = std::ranges::find_if(kPersonaSaga, isFailed);
    for (const StepPlan &plan : std::ranges::subrange(kPersonaSaga.begin(), end) | std::views::reverse) {
        switch (plan.compensation) {
        case Compensation::WithdrawPrompt:
            decision.prompt = QString();
            break;
        case Compensation::Nothing:
            break;
        }
    }
}

Decision failed(const Saga &saga, const StepResult &result, const RetryPolicy &policy, int failures, double unit)
{
    const bool permanent = result.outcome == AttemptOutcome::Fatal;
    const RetryDecision retry = afterFailure(policy, failures, permanent, unit);
    Decision decision{saga, planOf(saga.step).statusWhileRunning, {}, {}, {}, MessageFate::Retry, retry.delayMs};
    decision.saga.error = result.error;
    if (retry.verdict == RetryVerdict::DeadLetter) {
        decision.fate = MessageFate::DeadLetter;
        decision.saga.state = SagaState::Failed;
        decision.personaStatus = PersonaStatus::Failed;
        compensate(decision, saga.step);
    }
    return decision;
}

} // namespace

std::span<const StepPlan> personaSaga()
{
    return kPersonaSaga;
}

const StepPlan &planOf(StepName step)
{
    return *std::ranges::find_if(kPersonaSaga, [&](const StepPlan &plan) { return plan.name == step; });
}

Decision advance(const Saga &saga, const StepResult &result, const RetryPolicy &policy, int failures, double unit)
{
    switch (result.outcome) {
    case AttemptOutcome::Succeeded:
        return succeeded(saga, result.output);
    case AttemptOutcome::Snoozed:
        return {saga,
                planOf(saga.step).statusWhileRunning,
                {},
                {},
                {},
                MessageFate::Snooze,
                snoozeMs(result.retryAfterMs, unit)};
    case AttemptOutcome::Running:
    case AttemptOutcome::Failed:
    case AttemptOutcome::Fatal:
    case AttemptOutcome::LeaseEnded:
        return failed(saga, result, policy, failures, unit);
    }
    Q_UNREACHABLE();
}

} // namespace remirai
