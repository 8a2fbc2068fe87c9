// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/saga.h"

#include "core/domain/enumtext.h"

namespace remirai {

namespace {

constexpr EnumTexts<StepName, 2> kSteps{
    {{StepName::Synthesis, u"synthesis"}, {StepName::Illustration, u"illustration"}}};
constexpr EnumTexts<SagaState, 3> kStates{
    {{SagaState::Running, u"running"}, {SagaState::Completed, u"completed"}, {SagaState::Failed, u"failed"}}};
constexpr EnumTexts<AttemptOutcome, 6> kOutcomes{{{AttemptOutcome::Running, u"running"},
                                                  {AttemptOutcome::Succeeded, u"succeeded"},
                                                  {AttemptOutcome::Failed, u"failed"},
                                                  {AttemptOutcome::Fatal, u"fatal"},
                                                  {AttemptOutcome::Snoozed, u"snoozed"},
                                                  {AttemptOutcome::LeaseEnded, u"lease_ended"}}};

} // namespace

QString toString(StepName step)
{
    return textOf(kSteps, step);
}

std::optional<StepName> stepFrom(QStringView text)
{
    return valueOf(kSteps, text);
}

QString toString(SagaState state)
{
    return textOf(kStates, state);
}

std::optional<SagaState> sagaStateFrom(QStringView text)
{
    return valueOf(kStates, text);
}

QString toString(AttemptOutcome outcome)
{
    return textOf(kOutcomes, outcome);
}

std::optional<AttemptOutcome> attemptOutcomeFrom(QStringView text)
{
    return valueOf(kOutcomes, text);
}

} // namespace remirai
