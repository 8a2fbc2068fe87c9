// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/chats.h"
#include "server/api/apicontext.h"
#include "server/api/boundedpool.h"
#include "server/api/idempotency.h"
#include "server/http/reply.h"

#include <map>
#include <mutex>
#include <stop_token>

namespace remirai {

struct ChatQuestion
{
    UserId owner;
    ChatGround ground;
    QString message; // checked
    std::optional<IdempotencyKey> key;
    // How the answer is written; JSON when empty. Any thread.
    std::function<Response(const Result<CommandAnswer> &)> render = {};
};

// Asks the language model on behalf of owners, a bounded number at once, on threads of its own. Any thread.
class ChatDesk
{
public:
    explicit ChatDesk(const ApiContext &context);
    ~ChatDesk();

    // Answers `reply` later, {"response":…} once the exchange is stored; 503 when too many ask, 504 when the model
    // takes too long.
    void ask(ChatQuestion question, Reply &&reply);

    // Ends the calls under way. Idempotent; to be called before the writer stops.
    void stop();

private:
    bool enter(const UserId &owner);
    void leave(const UserId &owner);
    void answer(ChatQuestion question, qint64 askedAtMs, Reply &&reply);
    void store(const ChatQuestion &question, const QString &answer, Reply &&reply);

    const ApiContext &m_context;
    std::stop_source m_stop;
    std::mutex m_mutex; // guards the next
    std::map<UserId, int> m_perOwner;
    BoundedPool m_pool;
};

} // namespace remirai
