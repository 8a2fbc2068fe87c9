// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "core/domain/survey.h"
#include "core/storage/transaction.h"

namespace remirai {

Status insertSurvey(Transaction &tx, const Survey &survey);
// False when it does not exist, is not the owner's, or was closed before.
Result<bool> closeSurvey(Transaction &tx, SurveyId id, UserId owner);
Result<std::optional<Survey>> findSurvey(Database &database, SurveyId id);
Result<std::optional<int>> questionSetVersionOf(Database &database, SurveyId id);
Result<std::vector<Survey>> surveysOf(Database &database, UserId owner, int limit); // newest first
// The survey a persona is made from: the owner's most answered one, the newest among equals.
Result<std::optional<Survey>> mostAnsweredSurvey(Database &database, UserId owner);

// The seq of a survey that takes answers, which stays open until COMMIT; nothing when it is missing or closed.
Result<std::optional<qint64>> lockOpenSurvey(Transaction &tx, SurveyId id);
struct NewResponse
{
    qint64 surveySeq = 0;
    qint64 fingerprint = 0;
    QByteArray answers;
};
// False when this responder has answered before.
Result<bool> insertResponse(Transaction &tx, const NewResponse &response);
// PostgreSQL: the same for each of many, in one statement.
Result<std::vector<bool>> insertResponses(Transaction &tx, const std::vector<NewResponse> &responses);
// At most `limit` responses in the order of their fingerprints: a fixed, uniformly random sample when there are more.
Result<std::vector<FriendAnswers>> sampleResponses(Database &database, SurveyId id, int limit);

// Deletes at most `limit` responses; how many. Counts stay as they are: the survey goes next.
Result<qint64> deleteResponses(Transaction &tx, SurveyId id, int limit);
// Conflict while responses or sagas refer to it.
Status deleteSurvey(Transaction &tx, SurveyId id);

} // namespace remirai
