// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "core/storage/surveystore.h"

namespace remirai {

// Commands; each runs inside the writer's transaction.
Result<Survey> createSurvey(Transaction &tx, UserId owner, int questionSetVersion);

struct ResponseDraft
{
    SurveyId surveyId;
    qint64 fingerprint = 0; // 64 bits of the responder's keyed hash
    QByteArray answers; // validated, as answersToJson() writes them
};
// NotFound, Gone (closed), Conflict (this responder has answered).
Status submitResponse(Transaction &tx, const ResponseDraft &draft);

// NotFound unless it is the owner's; closing twice is fine.
Status closeSurveyOf(Transaction &tx, SurveyId id, UserId owner);

inline constexpr int kMaxSurveysPerOwner = 200;

} // namespace remirai
