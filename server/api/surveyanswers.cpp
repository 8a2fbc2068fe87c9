// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/surveyanswers.h"

#include "core/storage/surveystore.h"

namespace remirai {

Result<const CachedSurvey *> cachedSurvey(ApiThread &api, const SurveyId &id)
{
    api.surveys().forgetBefore(api.shared().surveysDeleted);
    if (const CachedSurvey *cached = api.surveys().find(id))
        return cached;
    const auto survey = api.read([&](Database &database) { return findSurvey(database, id); });
    if (!survey)
        return survey.error();
    if (!*survey)
        return Error{ErrorCode::NotFound, QStringLiteral("there is no such survey"), {}};
    const QuestionSet *questions = api.context().questions.find((*survey)->questionSetVersion);
    if (!questions)
        return Error{ErrorCode::Internal,
                     QStringLiteral("this program does not know the survey's question set; a newer one made it"),
                     {}};
    return &api.surveys().insert(id, prepareSurvey(id, *questions));
}

Result<ResponseDraft> checkedDraft(ApiThread &api, const Request &request, const SurveyId &id, FriendAnswers given)
{
    if (const auto overload = api.overload())
        return *overload;
    const auto survey = cachedSurvey(api, id);
    if (!survey)
        return survey.error();
    const auto valid = validateAnswers(*(*survey)->questions, std::move(given.answers));
    if (!valid)
        return valid.error();
    return ResponseDraft{id, api.fingerprint(id, request), answersToJson(*valid, given.allowQuotes)};
}

} // namespace remirai
