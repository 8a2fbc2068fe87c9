// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/handlers.h"

namespace remirai {

namespace {

void sendResult(Reply &&reply, Result<Response> &&result)
{
    if (result)
        reply.send(std::move(*result));
    else
        reply.fail(result.error());
}

} // namespace

Handler open(ApiThread &api, Route route)
{
    return [&api, route](Request &&request, Reply &&reply) { route(api, std::move(request), std::move(reply)); };
}

Handler open(ApiThread &api, Query query)
{
    return [&api, query](Request &&request, Reply &&reply) { sendResult(std::move(reply), query(api, request)); };
}

Handler only(Role role, ApiThread &api, OwnedRoute route)
{
    return [=, &api](Request &&request, Reply &&reply) {
        const auto principal = api.authenticate(request, role);
        if (!principal)
            return reply.fail(principal.error());
        route(api, *principal, std::move(request), std::move(reply));
    };
}

Handler only(Role role, ApiThread &api, OwnedQuery query)
{
    return [=, &api](Request &&request, Reply &&reply) {
        const auto principal = api.authenticate(request, role);
        if (!principal)
            return reply.fail(principal.error());
        sendResult(std::move(reply), query(api, *principal, request));
    };
}

void runCommand(ApiThread &api, const Principal &principal, const Request &request, Reply &&reply, CommandWork work,
                CommandOptions options)
{
    if (const auto overload = api.overload())
        return reply.fail(*overload);
    auto key = options.keyed ? idempotencyKeyOf(principal, request) : Result(std::optional<IdempotencyKey>());
    if (!key)
        return reply.fail(key.error());
    api.context().writer.post(
        [key = std::move(*key), work = std::move(work)](Transaction &tx) -> Result<CommandAnswer> {
            const auto earlier = recall(tx.database(), key);
            if (!earlier)
                return earlier.error();
            if (*earlier)
                return **earlier;
            auto answer = work(tx);
            if (!answer)
                return answer;
            if (const Status kept = remember(tx, key, *answer); !kept)
                return kept.error();
            return answer;
        },
        [&context = api.context(), options, reply = std::move(reply)](Result<CommandAnswer> &&answer) mutable {
            if (answer && options.mayQueueWork && context.workArrived)
                context.workArrived();
            if (answer && options.startsOperation && context.operationArrived)
                context.operationArrived();
            if (answer && options.render)
                reply.send(options.render(*answer));
            else
                sendAnswer(std::move(reply), answer);
        });
}

QString actorOf(const Principal &principal)
{
    return principal.email.isEmpty() ? principal.userId.toString() : principal.email;
}

} // namespace remirai
