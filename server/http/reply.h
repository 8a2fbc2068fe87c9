// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "server/http/livestream.h"
#include "server/http/replymailbox.h"

#include <functional>
#include <memory>
#include <optional>

namespace remirai {

// The duty to answer one request, as a move-only value that may travel to any thread and outlive the client, the
// connection and the server. It holds ids, never a socket, a responder or a QFuture: on Qt 6.4 those dangle when the
// client leaves first. A Reply that is destroyed unanswered answers 503, so no client ever hangs.
class Reply
{
public:
    Reply() = default;
    Reply(std::shared_ptr<ReplyMailbox> mailbox, ExchangeId exchange, QByteArray requestId)
        : m_mailbox(std::move(mailbox))
        , m_exchange(exchange)
        , m_requestId(std::move(requestId))
    { }
    Reply(Reply &&) noexcept = default;
    Reply &operator=(Reply &&other) noexcept;
    ~Reply() { drop(); }

    // Answers. In the reply's own HTTP thread the bytes leave at once, from others with the thread's next batch.
    // Only the first answer counts.
    void send(Response response);
    void fail(const Error &error); // as forClient() tells it
    const QByteArray &requestId() const { return m_requestId; }

    // Answers with a stream that stays open (server-sent events); its own HTTP thread only. The head goes out at once,
    // the response's body with it. Nothing when the client is gone, or when the request is not alone on its connection
    // (answered 409 then). `gone` is called once, in the HTTP thread, when the client or the server ends the stream.
    std::optional<LiveStream> stream(Response head, std::function<void()> gone);

    bool isAnswered() const { return !m_mailbox; }
    // Whether somebody still waits for the answer; the reply's own HTTP thread only. Asked before work that a client
    // who left would lose, such as taking messages from a queue.
    bool isAwaited() const;
    // The handler keeps nothing of the request's body: what the body has taken of the thread's budget is free for
    // others, though the answer may be long in coming. The reply's own HTTP thread only.
    void releaseBody();

private:
    void drop();

    std::shared_ptr<ReplyMailbox> m_mailbox; // empty: answered
    ExchangeId m_exchange;
    QByteArray m_requestId;
};

} // namespace remirai
