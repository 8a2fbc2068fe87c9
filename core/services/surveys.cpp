// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/surveys.h"

namespace remirai {

namespace {

Error noSuchSurvey()
{
    return {ErrorCode::NotFound, QStringLiteral("there is no such survey"), {}};
}

} // namespace

Result<Survey> createSurvey(Transaction &tx, UserId owner, int questionSetVersion)
{
    const auto existing = surveysOf(tx.database(), owner, kMaxSurveysPerOwner);
    if (!existing)
        return existing.error();
    if (existing->size() >= static_cast<size_t>(kMaxSurveysPerOwner))
        return Error{ErrorCode::Conflict,
                     QStringLiteral("you have %1 surveys, which is the most one may have").arg(kMaxSurveysPerOwner),
                     {}};
    Survey survey;
    survey.id = tx.environment().newId<SurveyId>();
    survey.ownerId = owner;
    survey.questionSetVersion = questionSetVersion;
    survey.createdAtMs = tx.nowMs();
    if (const Status inserted = insertSurvey(tx, survey); !inserted)
        return inserted.error();
    tx.count("surveys.created", 1);
    tx.record("survey.created", survey.id.toString());
    return survey;
}

Status submitResponse(Transaction &tx, const ResponseDraft &draft)
{
    const auto seq = lockOpenSurvey(tx, draft.surveyId);
    if (!seq)
        return seq.error();
    if (!*seq) {
        const auto survey = findSurvey(tx.database(), draft.surveyId);
        if (!survey)
            return survey.error();
        return *survey ? Error{ErrorCode::Gone, QStringLiteral("this survey is closed"), {}} : noSuchSurvey();
    }
    const auto inserted = insertResponse(tx, **seq, draft.fingerprint, draft.answers);
    if (!inserted)
        return inserted.error();
    if (!*inserted)
        return Error{ErrorCode::Conflict, QStringLiteral("you have answered this survey already"), {}};
    tx.countResponse(**seq);
    tx.count("responses.accepted", 1);
    return {};
}

Status closeSurveyOf(Transaction &tx, SurveyId id, UserId owner)
{
    const auto survey = findSurvey(tx.database(), id);
    if (!survey)
        return survey.error();
    if (!*survey || (*survey)->ownerId != owner)
        return noSuchSurvey();
    const auto closed = closeSurvey(tx, id, owner);
    if (!closed)
        return closed.error();
    if (*closed)
        tx.record("survey.closed", id.toString());
    return {};
}

} // namespace remirai
