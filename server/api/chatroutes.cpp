// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/chats.h"
#include "core/storage/personastore.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/views.h"

#include <limits>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 200;

void ask(ApiThread &api, const Principal &principal, const Request &request, const QString &message, Reply &&reply)
{
    auto key = idempotencyKeyOf(principal, request);
    if (!key)
        return reply.fail(key.error());
    const auto earlier = api.read([&](Database &database) { return recall(database, *key); });
    if (!earlier)
        return reply.fail(earlier.error());
    if (*earlier)
        return sendAnswer(std::move(reply), Result<CommandAnswer>(**earlier));
    auto ground = api.read([&](Database &database) { return chatGround(database, principal.userId); });
    if (!ground)
        return reply.fail(ground.error());
    api.shared().chat.ask({principal.userId, std::move(*ground), message, std::move(*key)}, std::move(reply));
}

void postChat(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    QString text;
    if (!readBody(request, reply, [&](ObjectReader &body) { text = body.text(u"message"_s); }))
        return;
    const auto message = checkChatMessage(text);
    if (!message)
        return reply.fail(message.error());
    if (const auto overload = api.overload())
        return reply.fail(*overload);
    ask(api, principal, request, *message, std::move(reply));
}

Result<Response> getChat(ApiThread &api, const Principal &principal, const Request &request)
{
    const auto before = queryInteger(request, "before", 0, 0, std::numeric_limits<qint64>::max());
    const auto limit = queryInteger(request, "limit", kDefaultPage, 1, kMaxPage);
    if (!before || !limit)
        return before ? limit.error() : before.error();
    const auto messages = api.read([&](Database &database) -> Result<std::vector<ChatMessage>> {
        const auto persona = personaOf(database, principal.userId);
        if (!persona)
            return persona.error();
        if (!*persona)
            return std::vector<ChatMessage>();
        return chatHistory(database, (*persona)->id, *before, static_cast<int>(*limit));
    });
    if (!messages)
        return messages.error();
    return Response::json(toJson({{u"messages"_s, arrayOf(*messages, chatMessageView)}}));
}

} // namespace

void addChatRoutes(Router &router, ApiThread &api)
{
    router.post("/api/v1/personas/me/chat", only(Role::Owner, api, postChat));
    router.get("/api/v1/personas/me/chat", only(Role::Owner, api, getChat));
}

} // namespace remirai
