// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/surveys.h"

#include <map>
#include <set>

namespace remirai {

namespace {

Error noSuchSurvey()
{
    return {ErrorCode::NotFound, QStringLiteral("there is no such survey"), {}};
}

// NotFound and Gone are answers; any other error is the database's.
Result<qint64> openSurvey(Transaction &tx, SurveyId id)
{
    const auto seq = lockOpenSurvey(tx, id);
    if (!seq)
        return seq.error();
    if (*seq)
        return **seq;
    const auto survey = findSurvey(tx.database(), id);
    if (!survey)
        return survey.error();
    return *survey ? Error{ErrorCode::Gone, QStringLiteral("this survey is closed"), {}} : noSuchSurvey();
}

Status counted(Transaction &tx, qint64 surveySeq, bool isNew)
{
    if (!isNew)
        return Error{ErrorCode::Conflict, QStringLiteral("you have answered this survey already"), {}};
    tx.countResponse(surveySeq);
    tx.count("responses.accepted", 1);
    return {};
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
    const auto seq = openSurvey(tx, draft.surveyId);
    if (!seq)
        return seq.error();
    const auto isNew = insertResponse(tx, {*seq, draft.fingerprint, draft.answers});
    return isNew ? counted(tx, *seq, *isNew) : Status(isNew.error());
}

Result<std::vector<Status>> submitResponses(Transaction &tx, std::span<const ResponseDraft *const> drafts)
{
    std::set<SurveyId> ids; // in order, so that two servers on one PostgreSQL do not wait for each other
    for (const ResponseDraft *draft : drafts)
        ids.insert(draft->surveyId);
    std::map<SurveyId, Result<qint64>> surveys;
    for (const SurveyId id : ids) {
        auto seq = openSurvey(tx, id);
        if (!seq && seq.error().isPrivate)
            return seq.error();
        surveys.emplace(id, std::move(seq));
    }
    std::vector<NewResponse> responses;
    for (const ResponseDraft *draft : drafts) {
        if (const auto &seq = surveys.at(draft->surveyId))
            responses.push_back({*seq, draft->fingerprint, draft->answers});
    }
    const auto areNew = insertResponses(tx, responses);
    if (!areNew)
        return areNew.error();
    std::vector<Status> outcomes;
    auto isNew = areNew->begin();
    for (const ResponseDraft *draft : drafts) {
        const auto &seq = surveys.at(draft->surveyId);
        outcomes.push_back(seq ? counted(tx, *seq, *isNew++) : Status(seq.error()));
    }
    return outcomes;
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
