// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/replymailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace remirai {

ReplyMailbox::ReplyMailbox(HttpLoop &loop)
    : m_loop(&loop)
    , m_thread(QThread::currentThreadId())
    , m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_wake < 0)
        qFatal("no descriptors left for an HTTP thread");
}

ReplyMailbox::~ReplyMailbox()
{
    ::close(m_wake);
}

template <typename Change> void ReplyMailbox::put(Change &&change)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return;
    change(m_content);
    if (!std::exchange(m_woken, true)) {
        const quint64 one = 1;
        (void)!::write(m_wake, &one, sizeof one);
    }
}

void ReplyMailbox::post(Delivery delivery)
{
    put([&](Content &content) { content.deliveries.push_back(std::move(delivery)); });
}

void ReplyMailbox::postStop(qint64 deadlineMs)
{
    put([&](Content &content) { content.stopWithinMs = deadlineMs; });
}

ReplyMailbox::Content ReplyMailbox::takeAll()
{
    const std::lock_guard lock(m_mutex);
    quint64 ignored = 0;
    (void)!::read(m_wake, &ignored, sizeof ignored);
    m_woken = false;
    return std::exchange(m_content, {});
}

void ReplyMailbox::close()
{
    m_loop = nullptr;
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_content = {};
}

} // namespace remirai
