// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/personastore.h"

namespace remirai {

namespace {

constexpr Statement kInsertPersona{
    "INSERT INTO personas (id, owner_id, status, created_at, updated_at) VALUES (?, ?, 'pending', ?, ?) "
    "ON CONFLICT (owner_id) DO NOTHING"};
constexpr Statement kPersonaOfOwner{"SELECT id, owner_id, status, prompt, illustration, error, created_at, updated_at, "
                                    "published_at FROM personas WHERE owner_id = ?"};
constexpr Statement kPersonaWithResponses{
    "SELECT id, owner_id, status, prompt, illustration, error, created_at, updated_at, published_at, "
    "(SELECT max(response_count) FROM surveys WHERE owner_id = personas.owner_id) FROM personas WHERE owner_id = ?"};
constexpr Statement kPersonaById{
    "SELECT id, owner_id, status, prompt, illustration, error, created_at, updated_at, published_at FROM personas "
    "WHERE id = ?"};
#define LISTING_COLUMNS                                                                                                \
    "p.id, p.owner_id, p.status, p.prompt, p.illustration, p.error, p.created_at, p.updated_at, p.published_at, "      \
    "u.email, "                                                                                                        \
    "(SELECT s.id FROM sagas s WHERE s.persona_id = p.id ORDER BY s.created_at DESC, s.id DESC LIMIT 1) "              \
    "FROM personas p JOIN users u ON u.id = p.owner_id "
constexpr Statement kListPersonas{"SELECT " LISTING_COLUMNS "WHERE p.status = ? AND (p.updated_at, p.id) > (?, ?) "
                                  "AND p.updated_at <= ? ORDER BY p.updated_at, p.id LIMIT ?"};
constexpr Statement kPersonasAbout{"SELECT " LISTING_COLUMNS "WHERE p.id IN (SELECT id FROM personas WHERE id = ? "
                                   "UNION SELECT id FROM personas WHERE owner_id = ?)"};
#undef LISTING_COLUMNS
constexpr Statement kStatusOf{"SELECT status FROM personas WHERE id = ?"};
constexpr Statement kChangePersona{"UPDATE personas SET status = ?, prompt = coalesce(?, prompt), "
                                   "illustration = coalesce(?, illustration), error = ?, updated_at = ? WHERE id = ?"};
constexpr Statement kSetPublished{"UPDATE personas SET published_at = ? WHERE id = ?"};
constexpr Statement kDeletePersona{"DELETE FROM personas WHERE id = ?"};

Persona toPersona(const Row &row)
{
    return {row.id<PersonaId>(0), row.id<UserId>(1), personaStatusFrom(row.text(2)).value_or(PersonaStatus::Pending),
            row.text(3),          row.text(4),       row.text(5),
            row.integer(6),       row.integer(7),    row.integer(8)};
}

PersonaListing toListing(const Row &row)
{
    return {toPersona(row), row.text(9), row.id<SagaId>(10)};
}

void noteStatus(Transaction &tx, PersonaId id, PersonaStatus before, PersonaStatus now)
{
    if (before == now)
        return;
    tx.count(personaCounter(before), -1);
    tx.count(personaCounter(now), 1);
    tx.record("persona.status", id.toString(), {{QStringLiteral("status"), toString(now)}});
}

} // namespace

std::string personaCounter(PersonaStatus status)
{
    return "personas." + toString(status).toStdString();
}

Result<Persona> findOrCreatePersona(Transaction &tx, UserId owner)
{
    const auto existing = personaOf(tx.database(), owner);
    if (!existing)
        return existing.error();
    if (*existing)
        return **existing;
    const auto id = tx.environment().newId<PersonaId>();
    const auto inserted = tx.database().run(kInsertPersona, {id, owner, tx.nowMs(), tx.nowMs()});
    if (!inserted)
        return inserted.error();
    if (*inserted > 0) {
        tx.count(personaCounter(PersonaStatus::Pending), 1);
        tx.record("persona.created", id.toString());
    }
    const auto made = personaOf(tx.database(), owner);
    if (!made)
        return made.error();
    return made->value();
}

Result<std::optional<Persona>> personaOf(Database &database, UserId owner)
{
    return database.first(kPersonaOfOwner, {owner}, toPersona);
}

Result<std::optional<PersonaWithResponses>> personaWithResponses(Database &database, UserId owner)
{
    return database.first(kPersonaWithResponses, {owner}, [](const Row &row) {
        return PersonaWithResponses{toPersona(row), row.integer(9)};
    });
}

Result<std::optional<Persona>> findPersona(Database &database, PersonaId id)
{
    return database.first(kPersonaById, {id}, toPersona);
}

Result<std::vector<PersonaListing>> listPersonas(Database &database, PersonaStatus status, const PersonaCursor &after,
                                                 qint64 updatedUntilMs, int limit)
{
    return database.all(kListPersonas, {toString(status), after.updatedAtMs, after.id, updatedUntilMs, limit},
                        toListing);
}

Result<std::vector<PersonaListing>> personasAbout(Database &database, const Uuid &id)
{
    return database.all(kPersonasAbout, {id, id}, toListing);
}

Status changePersona(Transaction &tx, const PersonaChange &change)
{
    const auto before = tx.database().first(kStatusOf, {change.id}, [](const Row &row) {
        return personaStatusFrom(row.text(0)).value_or(PersonaStatus::Pending);
    });
    if (!before || !*before)
        return before ? Status() : Status(before.error());
    const auto saved = tx.database().run(
        kChangePersona,
        {toString(change.status), change.prompt, change.illustration, change.error, tx.nowMs(), change.id});
    if (!saved)
        return saved.error();
    noteStatus(tx, change.id, **before, change.status);
    return {};
}

Status setPublished(Transaction &tx, PersonaId id, bool isPublic)
{
    const auto at = isPublic ? std::optional(tx.nowMs()) : std::nullopt;
    const auto saved = tx.database().run(kSetPublished, {at, id});
    return saved ? Status() : Status(saved.error());
}

Status deletePersona(Transaction &tx, const Persona &persona)
{
    const auto deleted = tx.database().run(kDeletePersona, {persona.id});
    if (!deleted)
        return deleted.error();
    if (*deleted > 0)
        tx.count(personaCounter(persona.status), -1);
    return {};
}

} // namespace remirai
