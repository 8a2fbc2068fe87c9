// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/reply.h"

#include "server/http/httploop.h"
#include "server/http/problem.h"

#include <exception>

namespace remirai {

Reply &Reply::operator=(Reply &&other) noexcept
{
    if (this != &other) {
        drop();
        m_mailbox = std::move(other.m_mailbox);
        m_exchange = other.m_exchange;
        m_requestId = std::move(other.m_requestId);
    }
    return *this;
}

void Reply::send(Response response)
{
    const auto mailbox = std::exchange(m_mailbox, nullptr);
    if (!mailbox)
        return;
    if (HttpLoop *loop = mailbox->loopHere())
        loop->answer(m_exchange, std::move(response));
    else
        mailbox->post(Delivery{Delivery::Kind::Answer, m_exchange, std::move(response), {}});
}

void Reply::fail(const Error &error)
{
    send(problem(forClient(error, m_requestId)));
}

std::optional<LiveStream> Reply::stream(Response head, std::function<void()> gone)
{
    const auto mailbox = std::exchange(m_mailbox, nullptr);
    HttpLoop *loop = mailbox ? mailbox->loopHere() : nullptr;
    Q_ASSERT_X(loop || !mailbox, "Reply::stream", "streams begin in the HTTP thread of their request");
    if (!loop || !loop->beginStream(m_exchange, head, std::move(gone)))
        return std::nullopt;
    return LiveStream(mailbox, m_exchange.connection);
}

bool Reply::isAwaited() const
{
    HttpLoop *loop = m_mailbox ? m_mailbox->loopHere() : nullptr;
    return loop && loop->isAwaited(m_exchange);
}

void Reply::releaseBody()
{
    if (HttpLoop *loop = m_mailbox ? m_mailbox->loopHere() : nullptr)
        loop->releaseBody(m_exchange);
}

void Reply::drop()
{
    if (!m_mailbox)
        return;
    if (std::uncaught_exceptions() > 0)
        fail({ErrorCode::Internal, QStringLiteral("The server failed to handle this request."), {}, 0});
    else
        fail({ErrorCode::Unavailable, QStringLiteral("The request was dropped; please try again."), {}, 1'000});
}

} // namespace remirai
