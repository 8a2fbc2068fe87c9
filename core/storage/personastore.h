// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/storage/transaction.h"

namespace remirai {

// A user's persona, made as `pending` when there is none.
Result<Persona> findOrCreatePersona(Transaction &tx, UserId owner);
Result<std::optional<Persona>> personaOf(Database &database, UserId owner);
// The persona and how many responses its owner's most answered survey has, by one statement.
struct PersonaWithResponses
{
    Persona persona;
    qint64 responseCount = 0;
};
Result<std::optional<PersonaWithResponses>> personaWithResponses(Database &database, UserId owner);
Result<std::optional<Persona>> findPersona(Database &database, PersonaId id);
// Writes status, prompt, illustration and error; keeps the running totals by status.
Status savePersona(Transaction &tx, const Persona &persona, PersonaStatus before);
// Shows it to everybody, or to its owner alone again.
Status setPublished(Transaction &tx, PersonaId id, bool isPublic);
// Conflict while sagas or chat messages refer to it.
Status deletePersona(Transaction &tx, const Persona &persona);

// The running total's name for personas in `status`.
std::string personaCounter(PersonaStatus status);

} // namespace remirai
