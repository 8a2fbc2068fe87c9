// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/quotes.h"
#include "core/services/surveys.h"
#include "server/api/deletion.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/surveyanswers.h"
#include "server/api/views.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// A new survey's answer says where it is.
Response withLocation(const CommandAnswer &answer)
{
    Response response = Response::json(answer.body, answer.status);
    const QString id = QJsonDocument::fromJson(answer.body).object().value(u"survey_id"_s).toString();
    const QByteArray location = "/api/v1/surveys/" + id.toLatin1();
    response.addHeader("Location", location);
    return response;
}

void postSurvey(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    if (!readBody(request, reply, [](ObjectReader &) {}))
        return;
    const ApiContext &context = api.context();
    const auto work = [&context, owner = principal.userId](Transaction &tx) -> Result<CommandAnswer> {
        const auto survey = createSurvey(tx, owner, context.questions.latest().version);
        if (!survey)
            return survey.error();
        return CommandAnswer{201,
                             toJson({{u"survey_id"_s, survey->id.toString()},
                                     {u"survey_url"_s, surveyUrl(context.config.publicUrl, survey->id)}})};
    };
    runCommand(api, principal, request, std::move(reply), work, {false, true, withLocation});
}

Result<Response> getSurveys(ApiThread &api, const Principal &principal, const Request &)
{
    const auto surveys =
        api.read([&](Database &database) { return surveysOf(database, principal.userId, kMaxSurveysPerOwner); });
    if (!surveys)
        return surveys.error();
    const auto view = [&](const Survey &survey) { return surveyView(survey, api.context().config.publicUrl); };
    return Response::json(toJson({{u"surveys"_s, arrayOf(*surveys, view)}}));
}

Result<Response> getSurvey(ApiThread &api, const Request &request)
{
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return id.error();
    const auto survey = cachedSurvey(api, *id);
    if (!survey)
        return survey.error();
    const bool isKnown = matchesEtag(request.header("if-none-match"), (*survey)->etag);
    return isKnown ? (*survey)->notModified : (*survey)->found;
}

void postResponse(ApiThread &api, Request &&request, Reply &&reply)
{
    static const Response accepted = Response::json(R"({"status":"success"})", 201);
    if (!requireJson(request, reply))
        return;
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return reply.fail(id.error());
    auto answers = parseAnswers(request.body());
    if (!answers)
        return reply.fail(answers.error());
    const auto draft = checkedDraft(api, request, *id, std::move(*answers));
    if (!draft)
        return reply.fail(draft.error());
    api.context().writer.postOneOf(kResponses, *draft, [reply = std::move(reply)](Status &&status) mutable {
        if (status)
            reply.send(accepted);
        else
            reply.fail(status.error());
    });
}

void postClose(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return reply.fail(id.error());
    if (!readBody(request, reply, [](ObjectReader &) {}))
        return;
    const ApiContext &context = api.context();
    const auto work = [&context, id = *id, owner = principal.userId](Transaction &tx) -> Result<CommandAnswer> {
        if (const Status closed = closeSurveyOf(tx, id, owner); !closed)
            return closed.error();
        const auto survey = findSurvey(tx.database(), id);
        if (!survey)
            return survey.error();
        return CommandAnswer{200, toJson(surveyView(survey->value(), context.config.publicUrl))};
    };
    runCommand(api, principal, request, std::move(reply), work);
}

// Survives a repetition: what is deleted already is not found.
void removeSurvey(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return reply.fail(id.error());
    if (const auto overload = api.overload())
        return reply.fail(*overload);
    eraseSurvey(api, *id, principal.userId, [reply = std::move(reply)](const Status &deleted) mutable {
        if (deleted)
            reply.send(Response(204));
        else
            reply.fail(deleted.error());
    });
}

Result<Response> getQuotes(ApiThread &api, const Principal &principal, const Request &request)
{
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return id.error();
    const auto quotes = api.read([&](Database &database) -> Result<std::vector<QuestionSummary>> {
        const auto survey = findSurvey(database, *id);
        if (!survey)
            return survey.error();
        if (!*survey || (*survey)->ownerId != principal.userId)
            return Error{ErrorCode::NotFound, u"there is no such survey"_s, {}};
        return allowedQuotes(database, **survey, api.context().questions);
    });
    if (!quotes)
        return quotes.error();
    Response response = Response::json(toJson({{u"quotes"_s, arrayOf(*quotes, quotesView)}}));
    response.addHeader("Cache-Control", "no-store");
    return response;
}

} // namespace

void addSurveyRoutes(Router &router, ApiThread &api)
{
    router.post("/api/v1/surveys", only(Role::Owner, api, postSurvey));
    router.get("/api/v1/surveys", only(Role::Owner, api, getSurveys));
    router.get("/api/v1/surveys/{survey_id}", open(api, getSurvey));
    router.post("/api/v1/surveys/{survey_id}/responses", open(api, postResponse));
    router.remove("/api/v1/surveys/{survey_id}", only(Role::Owner, api, removeSurvey));
    router.get("/api/v1/surveys/{survey_id}/quotes", only(Role::Owner, api, getQuotes));
    router.post("/api/v1/surveys/{survey_id}/close", only(Role::Owner, api, postClose));
}

} // namespace remirai
