// SPDX-License-Identifier: GPL-3.0-or-later
// The owner's page: what it shows, and what its forms do.
#include "core/services/accounts.h"
#include "core/services/personas.h"
#include "core/services/quotes.h"
#include "core/services/surveys.h"
#include "server/api/deletion.h"
#include "server/api/exportview.h"
#include "server/api/forowner.h"
#include "server/api/session.h"
#include "server/api/signin.h"
#include "server/web/ownerpage.h"

#include <QCryptographicHash>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kShownSurveys = 20;
constexpr int kShownMessages = 30;

Status addReady(OwnerPage &page, Database &database, const ApiContext &context)
{
    auto chat = chatHistory(database, page.persona.persona.id, 0, kShownMessages);
    if (!chat)
        return chat.error();
    page.hasEarlierChat = chat->size() == static_cast<size_t>(kShownMessages);
    page.chat = std::move(*chat);
    const auto survey = mostAnsweredSurvey(database, page.user.id);
    if (!survey)
        return survey.error();
    if (!*survey)
        return {};
    auto quotes = allowedQuotes(database, **survey, context.questions);
    if (!quotes)
        return quotes.error();
    page.quotes = std::move(*quotes);
    return {};
}

// Nothing when the persona has to be made or started first, by a command. NotFound when the account is gone.
Result<std::optional<OwnerPage>> ownerPage(Database &database, const ApiContext &context, UserId owner)
{
    const auto user = findUser(database, owner);
    const auto view = personaView(database, owner, context.config.minimumResponses);
    auto surveys = surveysOf(database, owner, kShownSurveys);
    if (!user || !view || !surveys)
        return !user ? user.error() : !view ? view.error() : surveys.error();
    if (!*user)
        return Error{ErrorCode::NotFound, u"there is no such account"_s, {}};
    if (needsCommand(*view))
        return std::optional<OwnerPage>();
    const auto overview = context.monitor.latest();
    const auto progress =
        progressOf(database, (*view)->persona, context.saga, overview.get(), context.environment.nowMs());
    if (!progress)
        return progress.error();
    OwnerPage page{**user,
                   std::move(*surveys),
                   **view,
                   *progress,
                   {},
                   {},
                   false,
                   context.config.minimumResponses,
                   context.config.publicUrl};
    page.persona.persona = forOwner(page.persona.persona);
    if (progress->stage == Stage::Ready) {
        if (const Status added = addReady(page, database, context); !added)
            return added.error();
    }
    return std::optional(std::move(page));
}

// Runs the command that the page waits for, then sends the browser to look again.
template <typename Again> void advanceFirst(ApiThread &api, UserId owner, Reply &&reply, Again again)
{
    const ApiContext &context = api.context();
    if (const auto overload = api.overload())
        return reply.send(errorPage(reply.requestId(), api.shared().site, *overload, {}));
    context.writer.post(
        [&context, owner](Transaction &tx) {
            return advancePersona(tx, context.saga, owner, context.config.minimumResponses);
        },
        [&context, &site = api.shared().site, again, reply = std::move(reply)](Result<PersonaView> &&view) mutable {
            if (view && context.workArrived)
                context.workArrived();
            reply.send(view ? again() : errorPage(reply.requestId(), site, view.error(), {}));
        });
}

void getMe(ApiThread &api, Request &&request, Reply &&reply)
{
    const auto principal = api.session(request);
    if (!principal)
        return reply.send(homePage(api.context().config, api.shared().site, request.header("accept-encoding"), 200));
    const Site &site = api.shared().site;
    const QByteArrayView encoding = request.header("accept-encoding");
    const auto page =
        api.read([&](Database &database) { return ownerPage(database, api.context(), principal->userId); });
    if (!page && page.error().code == ErrorCode::NotFound)
        return reply.send(homePage(api.context().config, api.shared().site, request.header("accept-encoding"), 200));
    if (!page)
        return reply.send(errorPage(reply.requestId(), site, page.error(), encoding));
    if (!*page)
        return advanceFirst(api, principal->userId, std::move(reply), [] { return seeOther("/me"); });
    Response response = site.page(200, ownerDocument(site, **page), encoding);
    response.addHeader("Cache-Control", "no-store");
    reply.send(std::move(response));
}

// When to ask again, for the script on the page: in Retry-After for all to see, in milliseconds for who reads them.
void addPace(Response &response, const OwnerPage &page)
{
    const qint64 againMs = lookAgainAfterMs(page.progress);
    response.addHeader("Retry-After", QByteArray::number((againMs + 999) / 1'000));
    response.addHeader("X-Status", toString(page.persona.persona.status).toLatin1());
    response.addHeader("Cache-Control", "private, no-cache");
}

void getLive(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const Site &site = api.shared().site;
    const auto page =
        api.read([&](Database &database) { return ownerPage(database, api.context(), principal.userId); });
    if (!page)
        return reply.send(errorPage(reply.requestId(), site, page.error(), {}));
    if (!*page)
        return advanceFirst(api, principal.userId, std::move(reply), [] {
            Response soon(204);
            soon.addHeader("Retry-After", "1");
            return soon;
        });
    const Html part = livePart(site, **page);
    const QByteArray hash = QCryptographicHash::hash(part.string().toUtf8(), QCryptographicHash::Sha256);
    const QByteArray etag = '"' + hash.left(12).toHex() + '"';
    Response response = matchesEtag(request.header("if-none-match"), etag)
        ? Response(304)
        : Site::fragment(part, request.header("accept-encoding"));
    response.addHeader("ETag", etag);
    addPace(response, **page);
    reply.send(std::move(response));
}

// A command of the page: done, the browser looks at the page again.
template <typename Work> void runForm(ApiThread &api, const Request &request, Reply &&reply, Work work)
{
    const ApiContext &context = api.context();
    context.writer.post(
        std::move(work),
        [&context, &site = api.shared().site, encoding = request.header("accept-encoding").toByteArray(),
         reply = std::move(reply)](auto &&result) mutable {
            if (result && context.workArrived)
                context.workArrived();
            reply.send(result ? seeOther("/me") : errorPage(reply.requestId(), site, result.error(), encoding));
        });
}

using PersonaCommand = Result<PersonaView> (*)(Transaction &, const SagaSetup &, UserId, int);

template <PersonaCommand command>
void postCommand(ApiThread &api, const Principal &principal, const FormData &, Request &&request, Reply &&reply)
{
    const ApiContext &context = api.context();
    runForm(api, request, std::move(reply), [&context, owner = principal.userId](Transaction &tx) {
        return command(tx, context.saga, owner, context.config.minimumResponses);
    });
}

// The first survey's form asks for a name who signed in without; friends have not seen a page of theirs yet.
void postSurvey(ApiThread &api, const Principal &principal, const FormData &form, Request &&request, Reply &&reply)
{
    const int version = api.context().questions.latest().version;
    runForm(api, request, std::move(reply),
            [owner = principal.userId, version, name = form.value(u"display_name"_s)](Transaction &tx) {
                const Status named = name.isEmpty() ? Status() : nameOwner(tx, owner, name);
                return named ? createSurvey(tx, owner, version) : Result<Survey>(named.error());
            });
}

void postClose(ApiThread &api, const Principal &principal, const FormData &, Request &&request, Reply &&reply)
{
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return reply.send(
            errorPage(reply.requestId(), api.shared().site, id.error(), request.header("accept-encoding")));
    runForm(api, request, std::move(reply),
            [owner = principal.userId, id = *id](Transaction &tx) { return closeSurveyOf(tx, id, owner); });
}

void postDelete(ApiThread &api, const Principal &principal, const FormData &, Request &&request, Reply &&reply)
{
    const Site &site = api.shared().site;
    const QByteArray encoding = request.header("accept-encoding").toByteArray();
    const auto id = pathId<SurveyId>(request, "survey_id", "survey");
    if (!id)
        return reply.send(errorPage(reply.requestId(), site, id.error(), encoding));
    eraseSurvey(api, *id, principal.userId, [&site, encoding, reply = std::move(reply)](const Status &deleted) mutable {
        reply.send(deleted ? seeOther("/me") : errorPage(reply.requestId(), site, deleted.error(), encoding));
    });
}

void getExport(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    startExport(api, principal.userId,
                [&site = api.shared().site, encoding = request.header("accept-encoding").toByteArray(),
                 reply = std::move(reply)](Result<QByteArray> &&document) mutable {
                    if (!document)
                        return reply.send(errorPage(reply.requestId(), site, document.error(), encoding));
                    Response response = Response::json(std::move(*document));
                    response.addHeader("Content-Disposition", "attachment; filename=\"remirai.json\"");
                    response.addHeader("Cache-Control", "no-store");
                    reply.send(std::move(response));
                });
}

} // namespace

void addOwnerPageRoutes(Router &router, ApiThread &api)
{
    router.get("/me", open(api, getMe));
    router.get("/me/live", signedIn(api, getLive));
    router.get("/me/export", signedIn(api, getExport));
    router.post("/me/surveys", signedInForm(api, postSurvey));
    router.post("/me/surveys/{survey_id}/close", signedInForm(api, postClose));
    router.post("/me/surveys/{survey_id}/delete", signedInForm(api, postDelete));
    router.post("/me/start", signedInForm(api, postCommand<startPersona>));
    router.post("/me/retry", signedInForm(api, postCommand<retryPersona>));
    router.post("/me/publish", signedInForm(api, postCommand<publishPersona>));
    router.post("/me/unpublish", signedInForm(api, postCommand<unpublishPersona>));
}

} // namespace remirai
