// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace remirai {

enum class StepName { Synthesis, Illustration };
QString toString(StepName step);
std::optional<StepName> stepFrom(QStringView text);

enum class SagaState {
    Running, // a message for `step` is queued or in flight
    Completed,
    Failed, // compensated; the failed step's message rests in the dead-letter queue; retry or redrive resumes at `step`
};
QString toString(SagaState state);
std::optional<SagaState> sagaStateFrom(QStringView text);

// The shape of the persona saga. A message of another version is kept for the operator, never run.
inline constexpr int kSagaVersion = 1;

struct Saga
{
    SagaId id;
    PersonaId personaId;
    UserId ownerId;
    SurveyId surveyId;
    SagaState state = SagaState::Running;
    StepName step = StepName::Synthesis; // the one that runs, or that failed
    int version = kSagaVersion;
    QString error;
    qint64 createdAtMs = 0;
    qint64 updatedAtMs = 0;
};

enum class AttemptOutcome {
    Running, // claimed; no result yet
    Succeeded,
    Failed, // may be tried again
    Fatal, // failed for good: trying again cannot help
    Snoozed, // the provider asked us to wait; spends no attempt
    LeaseEnded, // no result in time: the worker died or hung; the call may have been paid for
};
QString toString(AttemptOutcome outcome);
std::optional<AttemptOutcome> attemptOutcomeFrom(QStringView text);

// One line of a saga's timeline.
struct Attempt
{
    StepName step = StepName::Synthesis;
    int number = 0; // within the step, from 1
    AttemptOutcome outcome = AttemptOutcome::Running;
    QString error;
    QString worker;
    qint64 startedAtMs = 0;
    qint64 finishedAtMs = 0; // 0 while running
};

} // namespace remirai
