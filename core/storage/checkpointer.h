// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/database.h"

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

namespace remirai {

// Copies the log of an SQLite database into the database from a thread of its own, so that no COMMIT waits while
// thousands of pages are written and taken to the disk. What is committed meanwhile the writer copies itself, between
// two transactions: it is little, and SQLite begins a log anew only when nothing of it was left to copy as a
// transaction began.
//
// Where it cannot keep up, or cannot copy, the writer's own `wal_autocheckpoint` bounds the log. A sync that fails ends
// the process: SQLite counts the pages as copied, and only a new start copies them again.
class Checkpointer
{
public:
    // Well below wal_autocheckpoint. More would spare more copies of pages that are written again and again, but a
    // start after a crash reads the log: 96 MiB in a tenth of a second.
    static constexpr qint64 kLogBytes = 96 << 20;

    // Copies whenever this process has logged `logBytes` more.
    static Result<std::unique_ptr<Checkpointer>> start(const DatabaseUrl &url, qint64 logBytes = kLogBytes);
    ~Checkpointer();
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    // After each COMMIT, from the writer's thread and with its connection.
    void afterCommit(Database &database);

private:
    explicit Checkpointer(qint64 logBytes);
    void loop(const DatabaseUrl &url, std::promise<Status> &opened);

    enum class Stage { Waiting, Copying, Copied };

    const qint64 m_logBytes;
    qint64 m_loggedBefore; // when it was last copied; the writer's thread only
    std::mutex m_mutex;
    std::condition_variable m_wake;
    Stage m_stage = Stage::Waiting;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace remirai
