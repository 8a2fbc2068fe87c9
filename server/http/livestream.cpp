// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/livestream.h"

#include "server/http/httploop.h"

namespace remirai {

bool LiveStream::write(const QByteArray &bytes) const
{
    return pass({Delivery::Kind::StreamBytes, {m_connection, 0}, Response(), bytes});
}

void LiveStream::end() const
{
    pass({Delivery::Kind::StreamEnd, {m_connection, 0}, Response(), {}});
}

bool LiveStream::pass(Delivery delivery) const
{
    if (HttpLoop *loop = m_mailbox->loopHere())
        return loop->passToStream(delivery);
    m_mailbox->post(std::move(delivery));
    return true;
}

Response eventStreamHead(int retryMs)
{
    Response head(200, QByteArrayLiteral("text/event-stream"), "retry: " + QByteArray::number(retryMs) + "\n\n");
    head.addHeader("Cache-Control", "no-store");
    head.addHeader("X-Accel-Buffering", "no"); // nginx would collect events
    return head;
}

} // namespace remirai
