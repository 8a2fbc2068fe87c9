// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/domain/retry.h"
#include "core/domain/saga.h"

#include <optional>
#include <span>

namespace remirai {

// What undoes a completed step when the saga fails for good. The recorded output stays: a retry continues from it.
enum class Compensation {
    WithdrawPrompt, // the owner must not see the prompt of a persona that never came to be
    Nothing,
};

// The persona saga as data: to add a step, add a row (and its name in core/domain/saga.h).
struct StepPlan
{
    StepName name;
    PersonaStatus statusWhileRunning;
    std::optional<StepName> next; // nothing = the saga is complete
    Compensation compensation;
};
std::span<const StepPlan> personaSaga();
const StepPlan &planOf(StepName step);

// What a worker reports about one delivery.
struct StepResult
{
    AttemptOutcome outcome = AttemptOutcome::Failed; // never Running
    QString output; // Succeeded: the persona prompt, or the picture's name
    QString error;
    qint64 retryAfterMs = 0; // Snoozed: what the provider asked for
};

enum class MessageFate { Delete, Retry, Snooze, DeadLetter };

struct Decision
{
    Saga saga; // the next state
    PersonaStatus personaStatus = PersonaStatus::Pending;
    std::optional<QString> prompt; // what changes on the persona
    std::optional<QString> illustration;
    std::optional<StepName> send; // the step whose message goes out with this transaction
    MessageFate fate = MessageFate::Delete;
    qint64 delayMs = 0; // for Retry and Snooze
};

// Pure. `failures` = deliveries spent so far, this one included; `unit` is uniform in [0, 1) and decides the jitter.
Decision advance(const Saga &saga, const StepResult &result, const RetryPolicy &policy, int failures, double unit);

} // namespace remirai
