// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/surveys.h"
#include "server/api/apithread.h"

namespace remirai {

// The survey from the thread's cache, read and prepared when it is not there. NotFound. Valid until the next call.
Result<const CachedSurvey *> cachedSurvey(ApiThread &api, const SurveyId &id);

// What both ways to answer a survey, the API and the page's form, have in common before the transaction: overload,
// validation, fingerprint. Unavailable, NotFound, Unprocessable.
Result<ResponseDraft> checkedDraft(ApiThread &api, const Request &request, const SurveyId &id, FriendAnswers given);

} // namespace remirai
