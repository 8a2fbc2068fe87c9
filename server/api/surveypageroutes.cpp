// SPDX-License-Identifier: GPL-3.0-or-later
// The survey for friends: a page that works as a plain form.
#include "core/domain/httpstatus.h"
#include "core/storage/surveystore.h"
#include "core/storage/userstore.h"
#include "server/api/session.h"
#include "server/api/surveyanswers.h"
#include "server/http/problem.h"
#include "server/web/surveypage.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// Only for the browser's own eyes, on this survey's page alone: a friend who comes again is told at once.
constexpr QByteArrayView kAnsweredCookie = "remirai_answered";
constexpr int kYearS = 31'536'000;

SurveyNotice noticeFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Conflict:
        return SurveyNotice::AnsweredAlready;
    case ErrorCode::Gone:
        return SurveyNotice::Closed;
    case ErrorCode::NotFound:
        return SurveyNotice::Missing;
    case ErrorCode::Unavailable:
    case ErrorCode::RateLimited:
    case ErrorCode::Timeout:
        return SurveyNotice::TryAgain;
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unprocessable:
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
    case ErrorCode::TooLarge:
    case ErrorCode::Internal:
        return SurveyNotice::NotReadable;
    }
    Q_UNREACHABLE();
}

Response noticePage(const Site &site, int status, SurveyNotice notice, const QByteArray &encoding)
{
    Response response = site.page(status, surveyNotice(site, notice), encoding);
    response.addHeader("Cache-Control", "no-store");
    return response;
}

// In words of its own, so that nothing of an error's text is seen; what forClient() would keep back is logged.
Response refusal(QByteArrayView requestId, const Site &site, const Error &inside, const QByteArray &encoding)
{
    const Error error = forClient(inside, requestId);
    Response response = noticePage(site, httpStatus(error.code), noticeFor(error.code), encoding);
    if (error.retryAfterMs > 0)
        response.addHeader("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1'000));
    return response;
}

// Lets friends behind one address be told apart, and the same friend be known again.
void addResponderCookie(ApiThread &api, const Request &request, Response &response)
{
    if (!cookieIn(request.header("cookie"), kResponderCookie).isEmpty())
        return;
    const QByteArray value = QByteArray::number(api.context().environment.random64(), 36);
    const QByteArray cookie = kResponderCookie.toByteArray() + '=' + value + "; Path=/; Max-Age="
        + QByteArray::number(kYearS) + "; HttpOnly; SameSite=Lax" + cookieSecurity(api.context().config);
    response.addHeader("Set-Cookie", cookie);
}

Result<QString> ownerNameOf(ApiThread &api, const Survey &survey)
{
    const auto owner = api.read([&](Database &database) { return findUser(database, survey.ownerId); });
    if (!owner)
        return owner.error();
    return *owner ? (*owner)->displayName : QString();
}

// The finished page, which is the same for every friend: made once per survey and thread.
Result<const PageBytes *> preparedPage(ApiThread &api, const Survey &survey)
{
    if (const PageBytes *page = api.surveyPages().find(survey.id))
        return page;
    const auto cached = cachedSurvey(api, survey.id);
    if (!cached)
        return cached.error();
    const auto name = ownerNameOf(api, survey);
    if (!name)
        return name.error();
    const Site &site = api.shared().site;
    return &api.surveyPages().insert(survey.id, site.prepare(surveyDocument(site, *name, *(*cached)->questions)));
}

void getSurveyPage(ApiThread &api, Request &&request, Reply &&reply)
{
    const Site &site = api.shared().site;
    const QByteArray encoding = request.header("accept-encoding").toByteArray();
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    const auto survey = id ? api.read([&](Database &database) { return findSurvey(database, *id); })
                           : Result<std::optional<Survey>>(id.error());
    if (!survey)
        return reply.send(refusal(reply.requestId(), site, survey.error(), encoding));
    if (!*survey)
        return reply.send(noticePage(site, 404, SurveyNotice::Missing, encoding));
    if (!cookieIn(request.header("cookie"), kAnsweredCookie).isEmpty())
        return reply.send(noticePage(site, 200, SurveyNotice::AnsweredAlready, encoding));
    if ((*survey)->closedAtMs != 0)
        return reply.send(noticePage(site, 410, SurveyNotice::Closed, encoding));
    const auto page = preparedPage(api, **survey);
    if (!page)
        return reply.send(refusal(reply.requestId(), site, page.error(), encoding));
    Response response = Site::pageFrom(200, **page, encoding);
    response.addHeader("Cache-Control", "no-store");
    addResponderCookie(api, request, response);
    reply.send(std::move(response));
}

// Fields left empty are no answers.
FriendAnswers answersIn(const FormData &form)
{
    FriendAnswers given;
    for (const auto &[name, value] : form.fields()) {
        if (name == u"allow_quotes")
            given.allowQuotes = true;
        else if (!value.trimmed().isEmpty())
            given.answers.push_back({name, value});
    }
    return given;
}

// The form again, with what was written and what is wrong with it.
Response corrected(QByteArrayView requestId, ApiThread &api, const SurveyId &id, const FriendAnswers &given,
                   const Error &error, const QByteArray &encoding)
{
    const Site &site = api.shared().site;
    const auto survey = api.read([&](Database &database) { return findSurvey(database, id); });
    if (!survey || !*survey)
        return noticePage(site, 404, SurveyNotice::Missing, encoding);
    const auto name = ownerNameOf(api, **survey);
    const auto cached = cachedSurvey(api, id);
    if (!name || !cached)
        return refusal(requestId, site, name ? cached.error() : name.error(), encoding);
    const FormProblem problem{given, error.message, error.field.section(u'.', 1)};
    Response response = site.page(422, surveyDocument(site, *name, *(*cached)->questions, &problem), encoding);
    response.addHeader("Cache-Control", "no-store");
    return response;
}

Response thanks(const Site &site, const SurveyId &id, const ApiConfig &config, const QByteArray &encoding)
{
    Response response = noticePage(site, 200, SurveyNotice::Thanks, encoding);
    const QByteArray cookie = kAnsweredCookie.toByteArray() + "=1; Path=/s/" + id.toString().toLatin1()
        + "; Max-Age=" + QByteArray::number(kYearS) + "; HttpOnly; SameSite=Lax" + cookieSecurity(config);
    response.addHeader("Set-Cookie", cookie);
    return response;
}

void postSurveyPage(ApiThread &api, Request &&request, Reply &&reply)
{
    const ApiContext &context = api.context();
    const Site &site = api.shared().site;
    const QByteArray encoding = request.header("accept-encoding").toByteArray();
    if (!request.header("content-type").startsWith("application/x-www-form-urlencoded"))
        return reply.send(problem(415, "send the form as application/x-www-form-urlencoded"));
    const Status ours = checkOrigin(context.config, request);
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    const auto form = FormData::of(request);
    if (!ours || !id || !form)
        return reply.send(refusal(reply.requestId(), site,
                                  !ours     ? ours.error()
                                      : !id ? id.error()
                                            : form.error(),
                                  encoding));
    const FriendAnswers given = answersIn(*form);
    const auto checked = checkedDraft(api, request, *id, given);
    if (!checked && checked.error().code == ErrorCode::Unprocessable)
        return reply.send(corrected(reply.requestId(), api, *id, given, checked.error(), encoding));
    if (!checked)
        return reply.send(refusal(reply.requestId(), site, checked.error(), encoding));
    context.writer.postOneOf(kResponses, *checked,
                             [&context, &site, id = *id, encoding, reply = std::move(reply)](Status &&status) mutable {
                                 reply.send(status ? thanks(site, id, context.config, encoding)
                                                   : refusal(reply.requestId(), site, status.error(), encoding));
                             });
}

} // namespace

void addSurveyPageRoutes(Router &router, ApiThread &api)
{
    router.get("/s/{survey_id}", open(api, getSurveyPage));
    router.post("/s/{survey_id}", open(api, postSurveyPage));
}

} // namespace remirai
