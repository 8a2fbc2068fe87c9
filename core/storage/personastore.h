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

// A page of personas in one status, the longest in it first, with what an operator asks next.
struct PersonaListing
{
    Persona persona;
    QString email; // of its owner
    SagaId saga; // its newest; null when it has none
};
struct PersonaCursor
{
    qint64 updatedAtMs = -1;
    PersonaId id;
};
Result<std::vector<PersonaListing>> listPersonas(Database &database, PersonaStatus status, const PersonaCursor &after,
                                                 qint64 updatedUntilMs, int limit);
// The one with this id, or of this user.
Result<std::vector<PersonaListing>> personasAbout(Database &database, const Uuid &id);
// What a step of the saga changes; what is missing stays. Keeps the running totals by status. Nothing happens when the
// persona is gone.
struct PersonaChange
{
    PersonaId id;
    PersonaStatus status = PersonaStatus::Pending;
    std::optional<QString> prompt = {};
    std::optional<QString> illustration = {};
    QString error = {};
};
Status changePersona(Transaction &tx, const PersonaChange &change);
// Shows it to everybody, or to its owner alone again.
Status setPublished(Transaction &tx, PersonaId id, bool isPublic);
// Conflict while sagas or chat messages refer to it.
Status deletePersona(Transaction &tx, const Persona &persona);

// The running total's name for personas in `status`.
std::string personaCounter(PersonaStatus status);

} // namespace remirai
