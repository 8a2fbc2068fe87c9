// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/inbox.h"

#include "server/sqs/sqsthread.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace remirai {

SqsInbox::SqsInbox()
    : m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_wake < 0)
        qFatal("no eventfd for a thread of the SQS endpoint");
}

SqsInbox::~SqsInbox()
{
    ::close(m_wake);
}

void SqsInbox::put(std::unique_ptr<Parcel> parcel)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return; // the parcel goes with our argument, after the lock
    m_parcels.push_back(std::move(parcel));
    if (m_parcels.size() == 1)
        (void)::eventfd_write(m_wake, 1);
}

std::vector<std::unique_ptr<SqsInbox::Parcel>> SqsInbox::takeAll()
{
    const std::lock_guard lock(m_mutex);
    eventfd_t count = 0;
    (void)::eventfd_read(m_wake, &count);
    return std::exchange(m_parcels, {});
}

void SqsInbox::close()
{
    std::vector<std::unique_ptr<Parcel>> dropped;
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    dropped = std::exchange(m_parcels, {});
}

std::shared_ptr<SqsInbox> SqsInboxes::add()
{
    const std::lock_guard lock(m_mutex);
    return m_inboxes.emplace_back(std::make_shared<SqsInbox>());
}

void SqsInboxes::remove(const std::shared_ptr<SqsInbox> &inbox)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_inboxes, inbox);
}

void SqsInboxes::announce(qint64 queueId, int messages)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &inbox : m_inboxes) {
        if (inbox->waiting > 0)
            inbox->post([=](SqsThread &thread) { thread.room().arrived(queueId, messages); });
    }
}

void SqsInboxes::endWaiting()
{
    const std::lock_guard lock(m_mutex);
    for (const auto &inbox : m_inboxes)
        inbox->post([](SqsThread &thread) { thread.room().end(); });
}

} // namespace remirai
