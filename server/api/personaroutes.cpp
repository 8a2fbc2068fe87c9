// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/personas.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/views.h"

namespace remirai {

namespace {

using PersonaCommand = Result<PersonaView> (*)(Transaction &, const SagaSetup &, UserId, int);

CommandWork workOf(const ApiContext &context, UserId owner, PersonaCommand command, int status)
{
    return [&context, owner, command, status](Transaction &tx) -> Result<CommandAnswer> {
        const auto view = command(tx, context.saga, owner, context.config.minimumResponses);
        if (!view)
            return view.error();
        return CommandAnswer{status, toJson(personaView(*view, context.config.publicUrl))};
    };
}

Response privately(const CommandAnswer &answer)
{
    Response response = Response::json(answer.body, answer.status);
    response.addHeader("Cache-Control", "no-store");
    return response;
}

void getPersona(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const ApiContext &context = api.context();
    const bool alone = context.database.backend == Backend::Sqlite;
    const qint64 commitCount = context.writer.commitCount(); // before the read: an answer is never newer than its count
    if (const Response *known = alone ? api.personas().find(principal.userId, commitCount) : nullptr)
        return reply.send(*known);
    const auto view = api.read(
        [&](Database &database) { return personaView(database, principal.userId, context.config.minimumResponses); });
    if (!view)
        return reply.fail(view.error());
    if (!needsCommand(*view)) {
        const Response answer = privately({200, toJson(personaView(**view, context.config.publicUrl))});
        if (alone)
            api.personas().keep(principal.userId, commitCount, answer);
        return reply.send(answer);
    }
    runCommand(api, principal, request, std::move(reply), workOf(context, principal.userId, advancePersona, 200),
               {true, false, privately});
}

// Done when it is answered: nothing is queued.
template <PersonaCommand command>
void postChange(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    if (!readBody(request, reply, [](ObjectReader &) {}))
        return;
    runCommand(api, principal, request, std::move(reply), workOf(api.context(), principal.userId, command, 200),
               {false, true, privately});
}

template <PersonaCommand command>
void postCommand(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    if (!readBody(request, reply, [](ObjectReader &) {}))
        return;
    runCommand(api, principal, request, std::move(reply), workOf(api.context(), principal.userId, command, 202),
               {true, true, privately});
}

} // namespace

void addPersonaRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/personas/me", only(Role::Owner, api, getPersona));
    router.post("/api/v1/personas/me", only(Role::Owner, api, postCommand<startPersona>));
    router.post("/api/v1/personas/me/retry", only(Role::Owner, api, postCommand<retryPersona>));
    router.post("/api/v1/personas/me/publish", only(Role::Owner, api, postChange<publishPersona>));
    router.post("/api/v1/personas/me/unpublish", only(Role::Owner, api, postChange<unpublishPersona>));
}

} // namespace remirai
