// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "core/services/crowd.h"
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
// PostgreSQL: the same for many at once. How each ended; an error means that none is saved.
Result<std::vector<Status>> submitResponses(Transaction &tx, std::span<const ResponseDraft *const> drafts);
inline constexpr Crowd<ResponseDraft> kResponses{submitResponse, submitResponses};

// NotFound unless it is the owner's; closing twice is fine.
Status closeSurveyOf(Transaction &tx, SurveyId id, UserId owner);

inline constexpr int kMaxSurveysPerOwner = 200;

} // namespace remirai
