// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/saga/sagaengine.h"

namespace remirai {

// Query: the owner's persona as it is, without changing anything; nothing when there is none yet.
Result<std::optional<PersonaView>> personaView(Database &database, UserId owner, int minimumResponses);
// Whether GET /personas/me must become a command: the persona has to be made, or its saga is due.
bool needsCommand(const std::optional<PersonaView> &view);

// Commands.
// Get or create: makes the persona, and starts the saga once enough responses are in. Safe to repeat; two at the same
// instant start one saga.
Result<PersonaView> advancePersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses);
// Starts it on demand, also anew from `ready`. Conflict while one is running, when it failed (retry instead), or when
// responses are missing.
Result<PersonaView> startPersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses);
// From `failed`: resumes at the failed step. Conflict otherwise.
Result<PersonaView> retryPersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses);

// Shows the finished persona to everybody, or to its owner alone again. Conflict unless it is ready; doing it twice is
// fine.
Result<PersonaView> publishPersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses);
Result<PersonaView> unpublishPersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses);

} // namespace remirai
