// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "core/domain/saga.h"

namespace remirai {

// The body of a saga's message, as any SQS client sees it:
// {"saga_id":…,"persona_id":…,"user_id":…,"survey_id":…,"step":"synthesis","version":1[,"persona_prompt":"You are …"]}
struct StepMessage
{
    SagaId sagaId;
    PersonaId personaId;
    UserId userId;
    SurveyId surveyId;
    StepName step = StepName::Synthesis;
    int version = kSagaVersion;
    QString personaPrompt; // for illustration

    bool operator==(const StepMessage &) const = default;
};

QByteArray encode(const StepMessage &message);
// InvalidArgument says what cannot be read: such a message goes to the operator, never to a worker.
Result<StepMessage> decodeStepMessage(const QByteArray &body);

} // namespace remirai
