// SPDX-License-Identifier: GPL-3.0-or-later
// The chat on the owner's page. A script that sends the form asks for JSON; without one the browser comes back to the
// page.
#include "core/services/chats.h"
#include "core/storage/personastore.h"
#include "core/storage/userstore.h"
#include "server/api/jsonbody.h"
#include "server/api/session.h"
#include "server/web/ownerpage.h"

#include <limits>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPage = 30;

void postChat(ApiThread &api, const Principal &principal, const FormData &form, Request &&request, Reply &&reply)
{
    const Site &site = api.shared().site;
    const bool wantsJson = request.header("accept") == QByteArrayView("application/json");
    const QByteArray encoding = request.header("accept-encoding").toByteArray();
    const auto fail = [&](const Error &error) {
        wantsJson ? reply.fail(error) : reply.send(errorPage(reply.requestId(), site, error, encoding));
    };
    const auto message = checkChatMessage(form.value(u"message"_s));
    if (!message)
        return fail(message.error());
    auto ground = api.read([&](Database &database) { return chatGround(database, principal.userId); });
    if (!ground)
        return fail(ground.error());
    ChatQuestion question{principal.userId, std::move(*ground), *message, {}};
    if (!wantsJson)
        question.render = [&site, encoding, id = reply.requestId()](const Result<CommandAnswer> &answer) {
            return answer ? seeOther("/me#chat") : errorPage(id, site, answer.error(), encoding);
        };
    api.shared().chat.ask(std::move(question), std::move(reply));
}

struct ChatPage
{
    QString name;
    std::vector<ChatMessage> messages;
};

Result<ChatPage> chatPage(Database &database, UserId owner, qint64 before)
{
    const auto user = findUser(database, owner);
    const auto persona = personaOf(database, owner);
    if (!user || !persona)
        return user ? persona.error() : user.error();
    if (!*user || !*persona)
        return ChatPage{};
    auto messages = chatHistory(database, (*persona)->id, before, kPage);
    if (!messages)
        return messages.error();
    return ChatPage{(*user)->displayName, std::move(*messages)};
}

// Earlier messages: a page of its own, out of which a script takes the messages.
void getChat(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const Site &site = api.shared().site;
    const QByteArrayView encoding = request.header("accept-encoding");
    const auto before = queryInteger(request, "before", 0, 0, std::numeric_limits<qint64>::max());
    const auto page = before
        ? api.read([&](Database &database) { return chatPage(database, principal.userId, *before); })
        : Result<ChatPage>(before.error());
    if (!page)
        return reply.send(errorPage(reply.requestId(), site, page.error(), encoding));
    Html earlier;
    if (page->messages.size() == static_cast<size_t>(kPage))
        earlier = site.part(u"chat-earlier"_s).fill({{"before", Html::number(page->messages.front().seq)}});
    const Html main =
        site.part(u"chat-page"_s).fill({{"earlier", earlier}, {"chat", chatPart(site, page->messages, page->name)}});
    Response response = site.page(200, {site.texts()(u"chat.title"_s), main}, encoding);
    response.addHeader("Cache-Control", "no-store");
    reply.send(std::move(response));
}

} // namespace

void addChatPageRoutes(Router &router, ApiThread &api)
{
    router.get("/me/chat", signedIn(api, getChat));
    router.post("/me/chat", signedInForm(api, postChat));
}

} // namespace remirai
