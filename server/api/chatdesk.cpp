// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/chatdesk.h"

#include "server/api/forowner.h"
#include "server/api/views.h"
#include "server/http/problem.h"

namespace remirai {

namespace {

Error saturated()
{
    return {ErrorCode::Unavailable, QStringLiteral("too many conversations are going on; try again soon"), {}, 2'000};
}

std::vector<ChatTurn> turnsOf(const std::vector<ChatMessage> &history)
{
    std::vector<ChatTurn> turns;
    turns.reserve(history.size());
    for (const ChatMessage &message : history)
        turns.push_back({message.fromOwner ? ChatTurn::Speaker::Owner : ChatTurn::Speaker::Persona, message.text});
    return turns;
}

void finish(const ChatQuestion &question, Reply &&reply, const Result<CommandAnswer> &answer)
{
    if (question.render)
        reply.send(question.render(answer));
    else
        sendAnswer(std::move(reply), answer);
}

} // namespace

ChatDesk::ChatDesk(const ApiContext &context)
    : m_context(context)
    , m_pool(context.config.chat.running, context.config.chat.waiting)
{ }

ChatDesk::~ChatDesk()
{
    stop();
}

void ChatDesk::stop()
{
    m_stop.request_stop();
    m_pool.stop();
}

bool ChatDesk::enter(const UserId &owner)
{
    const std::lock_guard lock(m_mutex);
    int &inside = m_perOwner[owner];
    if (inside >= m_context.config.chat.perOwner)
        return false;
    ++inside;
    return true;
}

void ChatDesk::leave(const UserId &owner)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_perOwner.find(owner);
    if (found != m_perOwner.end() && --found->second == 0)
        m_perOwner.erase(found);
}

void ChatDesk::ask(ChatQuestion question, Reply &&reply)
{
    if (!enter(question.owner))
        return finish(question, std::move(reply), saturated());
    if (!m_pool.reserve()) {
        leave(question.owner);
        return finish(question, std::move(reply), saturated());
    }
    m_pool.start([this, question = std::move(question), askedAtMs = m_context.environment.steadyMs(),
                  reply = std::move(reply)]() mutable { answer(std::move(question), askedAtMs, std::move(reply)); });
}

void ChatDesk::answer(ChatQuestion question, qint64 askedAtMs, Reply &&reply)
{
    const qint64 leftMs =
        m_context.config.chat.deadlineMs - (m_context.environment.steadyMs() - askedAtMs); // waiting counts
    const CallContext call{m_context.environment.newUuid().toLatin1(), leftMs, m_stop.get_token()};
    const auto said = leftMs <= 0
        ? Result<QString>(Error{ErrorCode::Timeout, QStringLiteral("all its time went by before its turn came"), {}})
        : m_context.language.chat({question.ground.persona.prompt, turnsOf(question.ground.history), question.message},
                                  call);
    leave(question.owner);
    if (!said) {
        logFailure(said.error(), reply.requestId());
        return finish(question, std::move(reply), forOwner(said.error()));
    }
    store(question, *said, std::move(reply));
}

void ChatDesk::store(const ChatQuestion &question, const QString &answer, Reply &&reply)
{
    const CommandAnswer body{200, toJson({{QStringLiteral("response"), answer}})};
    m_context.writer.post(
        [question, answer, body](Transaction &tx) -> Result<CommandAnswer> {
            if (const Status kept = storeExchange(tx, question.ground.persona.id, question.message, answer); !kept)
                return kept.error();
            if (const Status kept = remember(tx, question.key, body); !kept)
                return kept.error();
            return body;
        },
        [question, reply = std::move(reply)](Result<CommandAnswer> &&done) mutable {
            finish(question, std::move(reply), done);
        });
}

} // namespace remirai
