// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/replymailbox.h"

#include "server/http/httploop.h"

#include <QCoreApplication>
#include <QEvent>
#include <iterator>

namespace remirai {

ReplyMailbox::ReplyMailbox(HttpLoop &loop)
    : m_loop(&loop)
    , m_thread(QThread::currentThreadId())
    , m_receiver(&loop)
{ }

void ReplyMailbox::post(Outgoing outgoing)
{
    const std::lock_guard lock(m_mutex);
    if (!m_receiver)
        return;
    const bool wasEmpty = m_waiting.empty();
    m_waiting.push_back(std::move(outgoing));
    wakeLocked(wasEmpty);
}

void ReplyMailbox::post(std::vector<Outgoing> batch)
{
    const std::lock_guard lock(m_mutex);
    if (!m_receiver || batch.empty())
        return;
    const bool wasEmpty = m_waiting.empty();
    if (wasEmpty)
        m_waiting.swap(batch);
    else
        std::move(batch.begin(), batch.end(), std::back_inserter(m_waiting));
    wakeLocked(wasEmpty);
}

// Under the lock, so that the receiver cannot go away in between.
void ReplyMailbox::wakeLocked(bool wasEmpty)
{
    if (wasEmpty)
        QCoreApplication::postEvent(m_receiver, new QEvent(QEvent::User));
}

std::vector<Outgoing> ReplyMailbox::takeAll()
{
    std::vector<Outgoing> taken;
    const std::lock_guard lock(m_mutex);
    taken.swap(m_waiting);
    return taken;
}

void ReplyMailbox::close()
{
    m_loop = nullptr;
    const std::lock_guard lock(m_mutex);
    m_receiver = nullptr;
    m_waiting.clear();
}

} // namespace remirai
