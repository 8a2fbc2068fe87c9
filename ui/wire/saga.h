// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/domain/saga.h"
#include "ui/wire/event.h"
#include "ui/wire/queue.h"

namespace remirai::ui {

struct SagaRow
{
    QString id;
    QString personaId;
    QString userId;
    QString surveyId;
    SagaState state = SagaState::Running;
    QString step;
    QString error;
    QString signature;
    qint64 createdAtMs = 0;
    qint64 updatedAtMs = 0;

    bool operator==(const SagaRow &) const = default;
};

struct AttemptRow
{
    QString step;
    int number = 0;
    AttemptOutcome outcome = AttemptOutcome::Running;
    QString error;
    QString worker;
    qint64 startedAtMs = 0;
    qint64 finishedAtMs = 0; // 0 while it runs

    bool operator==(const AttemptRow &) const = default;
};

// What friends answered to one question.
struct AnswerSummaryRow
{
    QString question;
    qint64 answered = 0;
    std::vector<std::pair<QString, qint64>> counts; // of the options
    QStringList samples;
};

// What only operators may see of a saga: the person's data.
struct SagaDetails
{
    QString email;
    QString prompt;
    QString illustrationUrl;
    qint64 responses = 0;
    std::vector<AnswerSummaryRow> answers;
};

struct SagaTimeline
{
    SagaRow saga;
    std::vector<AttemptRow> attempts;
    std::vector<LiveEvent> events;
    std::optional<MessageRow> message; // that it waits for
    qint64 maybePaidTwice = 0;
    std::optional<SagaDetails> details; // none for a viewer
};

struct PersonaRow
{
    QString id;
    QString userId;
    QString email; // empty for a viewer
    PersonaStatus status = PersonaStatus::Pending;
    qint64 ageMs = 0; // in this status
    QString error;
    QString sagaId;
    qint64 createdAtMs = 0;
    qint64 updatedAtMs = 0;

    bool operator==(const PersonaRow &) const = default;
};

SagaRow sagaIn(const Fields &fields);
Result<Page<SagaRow>> sagaPage(const QJsonObject &object);
Result<SagaTimeline> sagaTimeline(const QJsonObject &object);
Result<Page<PersonaRow>> personaPage(const QJsonObject &object);

inline QString keyOf(const SagaRow &saga)
{
    return saga.id;
}
inline QString keyOf(const PersonaRow &persona)
{
    return persona.id;
}
inline QString keyOf(const AttemptRow &attempt)
{
    return attempt.step + QString::number(attempt.number) + QString::number(attempt.startedAtMs);
}

} // namespace remirai::ui
