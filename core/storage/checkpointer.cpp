// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/checkpointer.h"

#include "core/storage/walbuffer.h"

#include <pthread.h>

namespace remirai {

namespace {

constexpr int kPasses = 2; // the second copies what was committed during the first

void copyLog(Database &database)
{
    const Status copied = database.checkpoint();
    if (!copied && copied.error().code != ErrorCode::Unavailable)
        qFatal("%s", qPrintable(copied.error().message)); // only a new start copies it again
    if (!copied)
        qWarning("the log was not copied into the database: %s", qPrintable(copied.error().message));
}

// Beside a writer something is always left in the log, so SQLite leaves the disk to the writer's last checkpoint: with
// 1.5 million responses, whose pages lie everywhere, that took 30 ms.
void syncFile(Database &database)
{
    if (const Status synced = database.syncFile(); !synced)
        qFatal("%s", qPrintable(synced.error().message));
}

} // namespace

Result<std::unique_ptr<Checkpointer>> Checkpointer::start(const DatabaseUrl &url, qint64 logBytes)
{
    std::unique_ptr<Checkpointer> checkpointer(new Checkpointer(logBytes));
    std::promise<Status> opened;
    auto ready = opened.get_future();
    checkpointer->m_thread = std::thread([&, self = checkpointer.get()] { self->loop(url, opened); });
    if (const Status status = ready.get(); !status)
        return status.error();
    return checkpointer;
}

Checkpointer::Checkpointer(qint64 logBytes)
    : m_logBytes(logBytes)
    , m_loggedBefore(bytesLogged())
{ }

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard guard(m_mutex);
        m_ending = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Checkpointer::afterCommit(Database &database)
{
    if (bytesLogged() - m_loggedBefore < m_logBytes)
        return;
    {
        const std::lock_guard guard(m_mutex);
        if (m_stage == Stage::Waiting) {
            m_stage = Stage::Copying;
            m_wake.notify_one();
        }
        if (m_stage == Stage::Copying)
            return;
        m_stage = Stage::Waiting;
    }
    copyLog(database);
    m_loggedBefore = bytesLogged();
}

void Checkpointer::loop(const DatabaseUrl &url, std::promise<Status> &opened)
{
    ::pthread_setname_np(::pthread_self(), "checkpointer");
    const auto database = Database::open(url, Access::ReadWrite);
    opened.set_value(database ? Status() : Status(database.error())); // the caller's arguments end here
    if (!database)
        return;
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_stage == Stage::Copying || m_ending; });
        if (m_ending)
            return;
        lock.unlock();
        for (int pass = 0; pass < kPasses; ++pass) {
            copyLog(**database);
            syncFile(**database);
        }
        lock.lock();
        m_stage = Stage::Copied;
    }
}

} // namespace remirai
