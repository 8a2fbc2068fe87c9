// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/replymailbox.h"

#include <memory>

namespace remirai {

// A handle to an open stream of a client: a copyable value that holds an id, not the connection. Any thread; in the
// stream's own HTTP thread bytes leave at once. Destroying it does not end the stream.
class LiveStream
{
public:
    LiveStream(std::shared_ptr<ReplyMailbox> mailbox, quint64 connection)
        : m_mailbox(std::move(mailbox))
        , m_connection(connection)
    { }

    quint64 id() const { return m_connection; } // unique within the HTTP thread

    // False when the client is known to be gone. A client that leaves more than HttpLimits::unsentBytes untaken is cut.
    bool write(const QByteArray &bytes) const;
    void end() const;

private:
    bool pass(Delivery delivery) const;

    std::shared_ptr<ReplyMailbox> m_mailbox;
    quint64 m_connection;
};

// The head of a server-sent event stream, with the reconnection time that browsers are to use.
Response eventStreamHead(int retryMs);

} // namespace remirai
