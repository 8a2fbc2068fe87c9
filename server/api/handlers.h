// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/apithread.h"
#include "server/http/router.h"

namespace remirai {

// The shapes of our handlers, and how each becomes one of the router's. A query answers at once from the read
// connection; a route owns its reply and may answer later.
using Route = void (*)(ApiThread &, Request &&, Reply &&);
using OwnedRoute = void (*)(ApiThread &, const Principal &, Request &&, Reply &&);
using Query = Result<Response> (*)(ApiThread &, const Request &);
using OwnedQuery = Result<Response> (*)(ApiThread &, const Principal &, const Request &);

Handler open(ApiThread &api, Route route);
Handler open(ApiThread &api, Query query);
// Only for who may do what `role` may; 401 or 403 otherwise.
Handler only(Role role, ApiThread &api, OwnedRoute route);
Handler only(Role role, ApiThread &api, OwnedQuery query);

// A command: one transaction in the writer, which also keeps the answer for the Idempotency-Key, if there is one.
using CommandWork = std::function<Result<CommandAnswer>(Transaction &)>;
struct CommandOptions
{
    bool mayQueueWork = false; // nudge the dispatcher afterwards
    bool keyed = true; // false: a GET, whose Idempotency-Key means nothing
    Response (*render)(const CommandAnswer &) = nullptr; // JSON when null; also for an answer given again
    bool startsOperation = false; // wake the one who carries operations on
};
void runCommand(ApiThread &api, const Principal &principal, const Request &request, Reply &&reply, CommandWork work,
                CommandOptions options = {});

// The id in the path; NotFound, naming `what`, when it is none.
template <typename IdType> Result<IdType> pathId(const Request &request, QByteArrayView name, const char *what)
{
    if (const auto id = IdType::fromString(request.parameter(name)))
        return *id;
    return Error{ErrorCode::NotFound, QStringLiteral("there is no such %1").arg(QLatin1String(what)), {}};
}

// Who did it, as the audit log names them.
QString actorOf(const Principal &principal);

// Each adds the routes of one subject.
void addAuthRoutes(Router &router, ApiThread &api);
void addSurveyRoutes(Router &router, ApiThread &api);
void addPersonaRoutes(Router &router, ApiThread &api);
void addChatRoutes(Router &router, ApiThread &api);
void addMediaRoutes(Router &router, ApiThread &api);
void addHealthRoutes(Router &router, ApiThread &api);
void addPageRoutes(Router &router, ApiThread &api);
void addSignInRoutes(Router &router, ApiThread &api);
void addSurveyPageRoutes(Router &router, ApiThread &api);
void addOwnerPageRoutes(Router &router, ApiThread &api);
void addChatPageRoutes(Router &router, ApiThread &api);
void addExportRoutes(Router &router, ApiThread &api);
void addOperatorRoutes(Router &router, ApiThread &api);
void addQueueRoutes(Router &router, ApiThread &api);
void addSagaRoutes(Router &router, ApiThread &api);
void addPersonaListRoutes(Router &router, ApiThread &api);
void addOperationRoutes(Router &router, ApiThread &api);
void addHistoryRoutes(Router &router, ApiThread &api);

} // namespace remirai
