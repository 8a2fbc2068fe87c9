// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/surveys.h"
#include "server/api/apithread.h"

namespace remirai {

// The survey from the thread's cache, read and prepared when it is not there. NotFound. Valid until the next call.
Result<const CachedSurvey *> cachedSurvey(ApiThread &api, const SurveyId &id);

// What both ways to answer a survey, the API and the page's form, have in common: overload, validation, fingerprint,
// and one transaction. `done(const Status &)` runs once: here when refused, on the writer's thread otherwise.
template <typename Done>
void submitAnswers(ApiThread &api, const Request &request, const SurveyId &id, std::vector<Answer> answers, Done done)
{
    if (const auto overload = api.overload())
        return done(Status(*overload));
    const auto survey = cachedSurvey(api, id);
    if (!survey)
        return done(Status(survey.error()));
    const auto valid = validateAnswers(*(*survey)->questions, std::move(answers));
    if (!valid)
        return done(Status(valid.error()));
    api.context().writer.post([draft = ResponseDraft{id, api.fingerprint(id, request), answersToJson(*valid)}](
                                  Transaction &tx) { return submitResponse(tx, draft); },
                              [done = std::move(done)](Status &&status) mutable { done(status); });
}

} // namespace remirai
