// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/saga.h"

namespace remirai::ui {

namespace {

AttemptRow attemptIn(const Fields &fields)
{
    AttemptRow attempt;
    attempt.step = fields.text(u"step");
    attempt.number = static_cast<int>(fields.integer(u"number"));
    attempt.outcome = attemptOutcomeFrom(fields.text(u"outcome")).value_or(AttemptOutcome::Running);
    attempt.error = fields.text(u"error");
    attempt.worker = fields.text(u"worker");
    attempt.startedAtMs = fields.moment(u"started_at");
    attempt.finishedAtMs = fields.moment(u"finished_at");
    return attempt;
}

AnswerSummaryRow answerIn(const Fields &fields)
{
    AnswerSummaryRow row;
    row.question = fields.text(u"text");
    row.answered = fields.integer(u"answered");
    const QJsonObject counts = fields.inner(u"counts").object();
    for (auto it = counts.begin(); it != counts.end(); ++it)
        row.counts.emplace_back(it.key(), it.value().toInteger());
    for (const QJsonValue &sample : fields.array(u"samples"))
        row.samples << sample.toString();
    return row;
}

SagaDetails detailsIn(const Fields &fields)
{
    SagaDetails details;
    details.email = fields.text(u"email");
    details.prompt = fields.text(u"prompt");
    details.illustrationUrl = fields.text(u"illustration_url");
    details.responses = fields.inner(u"answers").integer(u"responses");
    details.answers = fields.inner(u"answers").list(u"questions", answerIn);
    return details;
}

PersonaRow personaIn(const Fields &fields)
{
    PersonaRow persona;
    persona.id = fields.text(u"persona_id");
    persona.userId = fields.text(u"user_id");
    persona.email = fields.text(u"email");
    persona.status = personaStatusFrom(fields.text(u"status")).value_or(PersonaStatus::Pending);
    persona.ageMs = fields.integer(u"age_ms");
    persona.error = fields.text(u"error");
    persona.sagaId = fields.text(u"saga_id");
    persona.createdAtMs = fields.moment(u"created_at");
    persona.updatedAtMs = fields.moment(u"updated_at");
    return persona;
}

} // namespace

SagaRow sagaIn(const Fields &fields)
{
    SagaRow saga;
    saga.id = fields.text(u"saga_id");
    saga.personaId = fields.text(u"persona_id");
    saga.userId = fields.text(u"user_id");
    saga.surveyId = fields.text(u"survey_id");
    saga.state = sagaStateFrom(fields.text(u"state")).value_or(SagaState::Running);
    saga.step = fields.text(u"step");
    saga.error = fields.text(u"error");
    saga.signature = fields.text(u"error_signature");
    saga.createdAtMs = fields.moment(u"created_at");
    saga.updatedAtMs = fields.moment(u"updated_at");
    return saga;
}

Result<Page<SagaRow>> sagaPage(const QJsonObject &object)
{
    const Fields fields(object);
    return Page<SagaRow>{fields.list(u"sagas", sagaIn), fields.text(u"next_cursor")};
}

Result<SagaTimeline> sagaTimeline(const QJsonObject &object)
{
    const Fields fields(object);
    SagaTimeline timeline;
    timeline.saga = sagaIn(fields);
    if (timeline.saga.id.isEmpty())
        return Error{ErrorCode::Internal, QStringLiteral("the server told of a saga without an id"), {}};
    timeline.attempts = fields.list(u"attempts", attemptIn);
    timeline.events = fields.list(u"events", eventIn);
    if (fields.has(u"message"))
        timeline.message = messageIn(fields.inner(u"message"));
    timeline.maybePaidTwice = fields.integer(u"maybe_paid_twice");
    if (fields.has(u"details"))
        timeline.details = detailsIn(fields.inner(u"details"));
    return timeline;
}

Result<Page<PersonaRow>> personaPage(const QJsonObject &object)
{
    const Fields fields(object);
    return Page<PersonaRow>{fields.list(u"personas", personaIn), fields.text(u"next_cursor")};
}

} // namespace remirai::ui
