// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/personas.h"

#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"
#include "core/storage/surveystore.h"

#include <algorithm>

namespace remirai {

namespace {

PersonaView viewOf(const Persona &persona, qint64 count, int minimumResponses)
{
    return {persona, count, std::max<qint64>(0, minimumResponses - count)};
}

struct Ground
{
    Persona persona;
    std::optional<Survey> survey;

    qint64 responseCount() const { return survey ? survey->responseCount : 0; }
};

Result<Ground> groundOf(Transaction &tx, UserId owner)
{
    const auto persona = findOrCreatePersona(tx, owner);
    if (!persona)
        return persona.error();
    const auto survey = mostAnsweredSurvey(tx.database(), owner);
    if (!survey)
        return survey.error();
    return Ground{*persona, *survey};
}

Result<PersonaView> begin(Transaction &tx, const SagaSetup &setup, const Ground &ground, int minimumResponses)
{
    const auto saga = beginSaga(tx, setup, ground.persona, *ground.survey);
    if (!saga)
        return saga.error();
    // What is made anew is nobody's to see before its owner has.
    if (const Status hidden = setPublished(tx, ground.persona.id, false); !hidden)
        return hidden.error();
    const auto started = findPersona(tx.database(), ground.persona.id);
    if (!started)
        return started.error();
    return viewOf(started->value(), ground.responseCount(), minimumResponses);
}

Error tooFew(qint64 missing)
{
    return {ErrorCode::Conflict,
            QStringLiteral("%1 more responses are needed before the persona can be made").arg(missing),
            {}};
}

Result<PersonaView> publish(Transaction &tx, UserId owner, int minimumResponses, bool isPublic)
{
    const auto view = personaView(tx.database(), owner, minimumResponses);
    if (!view)
        return view.error();
    if (!*view || (isPublic && (*view)->persona.status != PersonaStatus::Ready))
        return Error{ErrorCode::Conflict, QStringLiteral("only a finished persona can be published"), {}};
    PersonaView changed = **view;
    if ((changed.persona.publishedAtMs != 0) == isPublic)
        return changed;
    if (const Status saved = setPublished(tx, changed.persona.id, isPublic); !saved)
        return saved.error();
    changed.persona.publishedAtMs = isPublic ? tx.nowMs() : 0;
    tx.record(isPublic ? "persona.published" : "persona.unpublished", changed.persona.id.toString());
    return changed;
}

} // namespace

Result<std::optional<PersonaView>> personaView(Database &database, UserId owner, int minimumResponses)
{
    const auto found = personaWithResponses(database, owner);
    if (!found)
        return found.error();
    if (!*found)
        return std::optional<PersonaView>();
    return std::optional(viewOf((*found)->persona, (*found)->responseCount, minimumResponses));
}

bool needsCommand(const std::optional<PersonaView> &view)
{
    return !view || (view->persona.status == PersonaStatus::Pending && view->responsesNeeded == 0);
}

Result<PersonaView> advancePersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses)
{
    const auto ground = groundOf(tx, owner);
    if (!ground)
        return ground.error();
    const PersonaView view = viewOf(ground->persona, ground->responseCount(), minimumResponses);
    if (!needsCommand(view))
        return view;
    return begin(tx, setup, *ground, minimumResponses);
}

Result<PersonaView> startPersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses)
{
    const auto ground = groundOf(tx, owner);
    if (!ground)
        return ground.error();
    const PersonaView view = viewOf(ground->persona, ground->responseCount(), minimumResponses);
    switch (view.persona.status) {
    case PersonaStatus::Synthesizing:
    case PersonaStatus::GeneratingImage:
        return Error{ErrorCode::Conflict, QStringLiteral("the persona is being made already"), {}};
    case PersonaStatus::Failed:
        return Error{
            ErrorCode::Conflict, QStringLiteral("the persona failed; POST /api/v1/personas/me/retry resumes it"), {}};
    case PersonaStatus::Pending:
    case PersonaStatus::Ready:
        break;
    }
    if (view.responsesNeeded > 0)
        return tooFew(view.responsesNeeded);
    return begin(tx, setup, *ground, minimumResponses);
}

Result<PersonaView> retryPersona(Transaction &tx, const SagaSetup &setup, UserId owner, int minimumResponses)
{
    const auto view = personaView(tx.database(), owner, minimumResponses);
    if (!view)
        return view.error();
    if (!*view || (*view)->persona.status != PersonaStatus::Failed)
        return Error{ErrorCode::Conflict, QStringLiteral("only a failed persona can be retried"), {}};
    const auto saga = latestSagaOf(tx.database(), (*view)->persona.id);
    if (!saga)
        return saga.error();
    if (!*saga)
        return Error{ErrorCode::Internal, QStringLiteral("a failed persona without a saga"), {}};
    if (const Status retried = retrySaga(tx, setup, (*saga)->id); !retried)
        return retried.error();
    const auto after = personaView(tx.database(), owner, minimumResponses);
    if (!after)
        return after.error();
    return after->value();
}

Result<PersonaView> publishPersona(Transaction &tx, const SagaSetup &, UserId owner, int minimumResponses)
{
    return publish(tx, owner, minimumResponses, true);
}

Result<PersonaView> unpublishPersona(Transaction &tx, const SagaSetup &, UserId owner, int minimumResponses)
{
    return publish(tx, owner, minimumResponses, false);
}

} // namespace remirai
