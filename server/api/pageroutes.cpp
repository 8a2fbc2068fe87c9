// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/surveystore.h"
#include "server/api/handlers.h"
#include "server/api/pages.h"
#include "server/api/surveyanswers.h"
#include "server/http/problem.h"
#include "server/http/requesthead.h"

#include <QStringDecoder>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Response errorPage(const Error &error)
{
    const int status = httpStatus(error.code);
    QString title = u"That did not work"_s;
    if (error.code == ErrorCode::Conflict)
        title = u"You have answered already"_s;
    else if (error.code == ErrorCode::Gone)
        title = u"This survey is closed"_s;
    else if (error.code == ErrorCode::NotFound)
        title = u"There is no such survey"_s;
    Response response = notice(status, title, error.message);
    if (error.retryAfterMs > 0)
        response.addHeader("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1'000));
    return response;
}

Result<Response> getHome(ApiThread &, const Request &)
{
    return page(
        200, u"Re:MirAI"_s,
        u"<p>Friends answer a short survey about you; the answers become a persona with a portrait that you can "
        "talk to.</p><p>Programs speak to <code>/api/v1</code>; <a href=\"/openapi.json\">/openapi.json</a> "
        "describes it, <a href=\"/me\">this page</a> says how to begin.</p>"_s);
}

Result<Response> getMe(ApiThread &api, const Request &)
{
    const QString url = api.context().config.publicUrl.toHtmlEscaped();
    const QString signIn = api.context().config.authLocal ? u"POST %1/api/v1/auth/local {\"email\": …}"_s.arg(url)
                                                          : u"POST %1/api/v1/auth/google {\"token\": …}"_s.arg(url);
    return page(200, u"Your persona"_s,
                u"<ol><li>Sign in: <code>%1</code>; send the token as <code>Authorization: Bearer …</code>.</li>"
                "<li>Make a survey: <code>POST %2/api/v1/surveys {}</code>, and give its address to friends.</li>"
                "<li>Look at your persona: <code>GET %2/api/v1/personas/me</code>; it is made once %3 have answered."
                "</li><li>Talk to it: <code>POST %2/api/v1/personas/me/chat {\"message\": …}</code>.</li></ol>"_s.arg(
                    signIn, url, QString::number(api.context().config.minimumResponses)));
}

// Lets friends behind one address be told apart, and the same friend be known again.
void addResponderCookie(ApiThread &api, const Request &request, Response &response)
{
    if (!cookieIn(request.header("cookie"), kResponderCookie).isEmpty())
        return;
    const QByteArray value = QByteArray::number(api.context().environment.random64(), 36);
    const QByteArray cookie =
        kResponderCookie.toByteArray() + '=' + value + "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax";
    response.addHeader("Set-Cookie", cookie);
}

void getSurveyPage(ApiThread &api, Request &&request, Reply &&reply)
{
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    const auto survey = id ? api.read([&](Database &database) { return findSurvey(database, *id); })
                           : Result<std::optional<Survey>>(id.error());
    if (!survey)
        return reply.send(errorPage(survey.error()));
    if (!*survey)
        return reply.send(errorPage({ErrorCode::NotFound, u"Perhaps its address was cut short."_s, {}}));
    if ((*survey)->closedAtMs != 0)
        return reply.send(errorPage({ErrorCode::Gone, u"It takes no more answers."_s, {}}));
    const auto cached = cachedSurvey(api, *id);
    if (!cached)
        return reply.send(errorPage(cached.error()));
    Response response = page(200, u"How do you see your friend?"_s, surveyForm(*id, *(*cached)->questions));
    response.addHeader("Cache-Control", "no-store");
    addResponderCookie(api, request, response);
    reply.send(std::move(response));
}

// application/x-www-form-urlencoded; fields left empty are no answers. InvalidArgument for broken escapes or UTF-8.
Result<std::vector<Answer>> formAnswers(const QByteArray &body)
{
    std::vector<Answer> answers;
    for (const QByteArray &pair : body.split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const auto name = percentDecoded(QByteArrayView(pair).first(qMax<qsizetype>(equals, 0)), true);
        const auto value = percentDecoded(QByteArrayView(pair).sliced(equals + 1), true);
        QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decode(value.value_or(QByteArray("\xff")));
        if (!name || decode.hasError())
            return Error{ErrorCode::InvalidArgument, u"The form was not readable."_s, {}};
        if (!text.trimmed().isEmpty())
            answers.push_back({QString::fromUtf8(*name), text});
    }
    return answers;
}

void postSurveyPage(ApiThread &api, Request &&request, Reply &&reply)
{
    if (!request.header("content-type").startsWith("application/x-www-form-urlencoded"))
        return reply.send(problem(415, "send the form as application/x-www-form-urlencoded"));
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return reply.send(errorPage(id.error()));
    auto answers = formAnswers(request.body());
    if (!answers)
        return reply.send(errorPage(answers.error()));
    submitAnswers(api, request, *id, std::move(*answers), [reply = std::move(reply)](const Status &status) mutable {
        reply.send(status ? notice(200, u"Thank you"_s, u"Your answers are in."_s) : errorPage(status.error()));
    });
}

} // namespace

void addPageRoutes(Router &router, ApiThread &api)
{
    router.get("/", open(api, getHome));
    router.get("/me", open(api, getMe));
    router.get("/s/{survey_id}", open(api, getSurveyPage));
    router.post("/s/{survey_id}", open(api, postSurveyPage));
}

} // namespace remirai
