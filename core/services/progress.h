// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/saga/sagaengine.h"
#include "core/services/monitor.h"

namespace remirai {

// Where a persona under way really is.
enum class Stage {
    Collecting, // waits for answers
    Queued, // its step waits for a worker
    Working, // a worker has it
    Retrying, // an attempt failed; the next one waits for its time
    Ready,
    Failed,
};

struct Progress
{
    Stage stage = Stage::Collecting;
    StepName step = StepName::Synthesis; // while queued, working or retrying; that failed
    std::optional<qint64> expectedWaitMs; // while queued; nothing when its queue does not move
};

// Query. `overview` may be null.
Result<Progress> progressOf(Database &database, const Persona &persona, const SagaSetup &setup,
                            const Overview *overview, qint64 nowMs);

// How long a page should wait before it looks again: a moment while a worker is at it, longer the longer the queue, so
// that those who wait for it do not become a load of their own. 0 = nothing will change by itself.
qint64 lookAgainAfterMs(const Progress &progress);

} // namespace remirai
