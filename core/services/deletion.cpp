// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/deletion.h"

#include "core/saga/sagaengine.h"
#include "core/services/surveys.h"
#include "core/storage/chatstore.h"
#include "core/storage/eventstore.h"
#include "core/storage/idempotencystore.h"
#include "core/storage/mediastore.h"
#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr int kRowsBite = 5'000;
constexpr int kSagasBite = 100;
constexpr int kRaces = 5; // with other servers on the same PostgreSQL, before the owner is told to try again

// More: committed so far, ask again. Every bite leaves a state that the next one goes on from.
enum class Bite { More, Done };

// `sagas`: at most one more than a bite, which tells whether it is the last.
Result<Bite> eraseSagas(Transaction &tx, const Result<std::vector<Saga>> &sagas)
{
    if (!sagas)
        return sagas.error();
    const size_t count = std::min<size_t>(sagas->size(), kSagasBite);
    for (size_t i = 0; i < count; ++i) {
        if (const Status erased = eraseSaga(tx, (*sagas)[i]); !erased)
            return erased.error();
    }
    return count == sagas->size() ? Bite::Done : Bite::More;
}

// The newest saga goes together with the persona: it is what tells the next bite that the persona has to go.
Result<Bite> erasePersona(Transaction &tx, const Persona &persona)
{
    const auto messages = deleteChat(tx, persona.id, kRowsBite);
    if (!messages)
        return messages.error();
    if (*messages == kRowsBite)
        return Bite::More;
    const auto sagas = eraseSagas(tx, sagasOf(tx.database(), persona.id, kSagasBite + 1));
    if (!sagas || *sagas == Bite::More)
        return sagas;
    if (const Status deleted = deleteMedia(tx, persona.illustration); !deleted)
        return deleted.error();
    if (const Status blanked = blankEventsAbout(tx.database(), persona.id.toString()); !blanked)
        return blanked.error();
    if (const Status deleted = deletePersona(tx, persona); !deleted)
        return deleted.error();
    tx.record("persona.deleted", persona.id.toString());
    return Bite::Done;
}

// The persona, when the survey is what it was last made from; else only the sagas that once used the survey.
Result<Bite> eraseWhatWasMade(Transaction &tx, SurveyId id, UserId owner)
{
    const auto persona = personaOf(tx.database(), owner);
    if (!persona)
        return persona.error();
    const auto latest =
        *persona ? latestSagaOf(tx.database(), (*persona)->id) : Result<std::optional<Saga>>(std::nullopt);
    if (!latest)
        return latest.error();
    if (*latest && (*latest)->surveyId == id)
        return erasePersona(tx, **persona);
    return eraseSagas(tx, sagasFrom(tx.database(), id, kSagasBite + 1));
}

Status eraseSurvey(Transaction &tx, SurveyId id, UserId owner)
{
    if (const Status deleted = deleteSurvey(tx, id); !deleted)
        return deleted;
    if (const Status forgotten = forgetAnswersTo(tx, owner); !forgotten)
        return forgotten;
    if (const Status blanked = blankEventsAbout(tx.database(), id.toString()); !blanked)
        return blanked;
    tx.record("survey.deleted", id.toString());
    return {};
}

Result<Bite> bite(Transaction &tx, SurveyId id, UserId owner)
{
    if (const Status closed = closeSurveyOf(tx, id, owner); !closed)
        return closed.error();
    const auto responses = deleteResponses(tx, id, kRowsBite);
    if (!responses)
        return responses.error();
    if (*responses == kRowsBite)
        return Bite::More;
    const auto made = eraseWhatWasMade(tx, id, owner);
    if (!made || *made == Bite::More)
        return made;
    if (const Status erased = eraseSurvey(tx, id, owner); !erased)
        return erased.error();
    return Bite::Done;
}

} // namespace

Status deleteSurvey(Writer &writer, SurveyId id, UserId owner, const std::stop_token &stop)
{
    for (int races = 0; !stop.stop_requested();) {
        const auto done = writer.call([&](Transaction &tx) { return bite(tx, id, owner); });
        // A response or a saga that another server committed meanwhile still refers to the survey.
        const bool raced = !done && done.error().code == ErrorCode::Conflict && ++races < kRaces;
        if (!done && !raced)
            return done.error();
        if (done && *done == Bite::Done)
            return {};
    }
    return Error{
        ErrorCode::Unavailable, QStringLiteral("the server is stopping; ask again to finish the deletion"), {}, 1'000};
}

} // namespace remirai
