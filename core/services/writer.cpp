// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/writer.h"

#include <algorithm>
#include <pthread.h>

namespace remirai {

namespace {

constexpr Statement kNoteCommit{"INSERT INTO commits (writer, nonce) VALUES (?, ?) "
                                "ON CONFLICT (writer) DO UPDATE SET nonce = excluded.nonce"};
constexpr Statement kReadCommit{"SELECT nonce FROM commits WHERE writer = ?"};
constexpr Statement kForgetCommit{"DELETE FROM commits WHERE writer = ?"};

Error full(size_t limit)
{
    return {ErrorCode::Unavailable,
            QStringLiteral("%1 commands are waiting to be saved already; try again in a moment").arg(limit),
            {},
            1'000};
}

// Without the cause, which is the database's and has SQL: clients are told this.
Error notSaved()
{
    return {ErrorCode::Unavailable, QStringLiteral("nothing was saved; try again"), {}, 1'000};
}

// Runs `work() -> bool` within a savepoint, which is undone when it says false; what it said. An error means that the
// transaction is lost.
template <typename Work> Result<bool> inSavepoint(Database &database, Transaction &tx, Work &&work)
{
    const Transaction::Mark mark = tx.mark();
    if (const Status saved = database.savepoint(); !saved)
        return saved.error();
    const bool keep = work();
    if (!keep) {
        tx.forgetSince(mark);
        if (const Status undone = database.rollbackToSavepoint(); !undone)
            return undone.error();
    }
    if (const Status released = database.releaseSavepoint(); !released)
        return released.error();
    return keep;
}

} // namespace

Writer::Writer(WriterOptions options, Environment &environment)
    : m_options(std::move(options))
    , m_environment(environment)
    , m_id(environment.newUuid())
{ }

Writer::~Writer()
{
    stop();
}

Status Writer::start()
{
    std::promise<Status> started;
    auto ready = started.get_future();
    m_accepting = true;
    m_thread = std::thread([this, &started] { loop(started); });
    const Status status = ready.get();
    if (!status)
        stop();
    return status;
}

void Writer::stop()
{
    {
        const std::lock_guard guard(m_mutex);
        m_accepting = false;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

WriterStats Writer::stats() const
{
    return {m_commits, m_commands, m_refused, m_waitingCount, m_lastBatch, m_lastCommitUs};
}

void Writer::enqueue(std::unique_ptr<Command> command)
{
    {
        const std::lock_guard guard(m_mutex);
        if (m_accepting && m_waitingCount < static_cast<qint64>(m_options.maxWaiting)) {
            m_arrived.push_back(std::move(command));
            ++m_waitingCount;
        }
    }
    if (command) {
        ++m_refused;
        command->fail(full(m_options.maxWaiting));
        return;
    }
    m_wake.notify_one();
}

void Writer::loop(std::promise<Status> &started)
{
    ::pthread_setname_np(::pthread_self(), "writer");
    auto opened = Database::open(m_options.url, Access::ReadWrite);
    if (!opened) {
        started.set_value(opened.error());
        return;
    }
    Database &database = **opened;
    auto log = database.takeOverSync();
    if (!log) {
        started.set_value(log.error());
        return;
    }
    std::thread syncer;
    if (*log) {
        auto checkpointer = Checkpointer::start(m_options.url);
        if (!checkpointer) {
            started.set_value(checkpointer.error());
            return;
        }
        m_checkpointer = std::move(*checkpointer);
        m_log = std::move(*log);
        syncer = std::thread([this] { syncLoop(); });
    }
    started.set_value({});
    while (refill())
        commitSome(database);
    if (m_log) {
        {
            const std::lock_guard guard(m_mutex);
            m_ending = true;
        }
        m_committedWake.notify_one();
        syncer.join();
        m_checkpointer.reset();
        m_log.reset();
    }
    (void)database.run(kForgetCommit, {m_id}); // tidiness only
}

// Takes in what has arrived, and waits for it when there is nothing else to do; false = stopped and nothing left.
bool Writer::refill()
{
    std::unique_lock lock(m_mutex);
    if (m_backlog.empty())
        m_wake.wait(lock, [this] { return !m_arrived.empty() || !m_accepting; });
    takeArrived();
    return !m_backlog.empty();
}

void Writer::takeArrived()
{
    std::move(m_arrived.begin(), m_arrived.end(), std::back_inserter(m_backlog));
    m_arrived.clear();
}

// Whether the transaction takes another command, which then waits in the backlog. While the disk is busy with the batch
// before it takes all that come: it cannot be committed sooner, and few large batches cost less than many small ones.
bool Writer::takesOneMore(size_t taken, qint64 elapsedMs)
{
    if (taken >= m_options.maxBatch)
        return false;
    std::unique_lock lock(m_mutex);
    if (m_backlog.empty())
        m_wake.wait(lock, [this] { return !m_diskIsBusy || !m_arrived.empty(); });
    if (!m_diskIsBusy)
        return !m_backlog.empty() && elapsedMs < m_options.maxBatchMs;
    if (m_backlog.empty())
        takeArrived();
    return true;
}

void Writer::awaitDisk()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return !m_diskIsBusy; });
}

void Writer::answerWhenSynced(Batch batch, QElapsedTimer since)
{
    {
        const std::lock_guard guard(m_mutex);
        m_diskIsBusy = true;
        m_committed = std::move(batch);
        m_committedSince = since;
    }
    m_committedWake.notify_one();
}

// Small commands: together they take less than it does to wake another thread for the disk, and to be woken by each
// that arrives meanwhile.
bool Writer::onlyCrowds(const Batch &batch)
{
    return std::all_of(batch.begin(), batch.end(), [](const auto &command) { return command->crowd() != nullptr; });
}

// The next batch may build on this one already, and only a new start can tell what the disk has got of it.
void Writer::takeToDisk()
{
    const Status allowed = m_options.beforeSync ? m_options.beforeSync() : Status();
    if (const Status synced = allowed ? m_log->sync() : allowed; !synced)
        qFatal("%s", qPrintable(synced.error().message));
}

void Writer::syncLoop()
{
    ::pthread_setname_np(::pthread_self(), "writer-sync");
    for (;;) {
        Batch batch;
        QElapsedTimer since;
        {
            std::unique_lock lock(m_mutex);
            m_committedWake.wait(lock, [this] { return !m_committed.empty() || m_ending; });
            if (m_committed.empty())
                return;
            batch.swap(m_committed);
            since = m_committedSince;
        }
        takeToDisk();
        {
            const std::lock_guard guard(m_mutex);
            m_diskIsBusy = false;
        }
        m_wake.notify_one();
        m_lastCommitUs = since.nsecsElapsed() / 1000;
        answer(batch, {});
    }
}

void Writer::answer(const Batch &batch, const Status &committed)
{
    if (!committed)
        qCritical("a transaction was lost: %s", qPrintable(committed.error().message));
    for (const auto &command : batch) {
        if (committed)
            command->succeed();
        else
            command->fail(notSaved());
    }
}

void Writer::commitSome(Database &database)
{
    QElapsedTimer timer;
    timer.start();
    Batch batch;
    Result<bool> committed = runInTransaction(database, batch);
    if (!committed) {
        database.rollback();
        if (reachedDisk(database))
            committed = true;
    }
    m_lastBatch = static_cast<qint64>(batch.size());
    ++m_commits;
    m_commands += static_cast<qint64>(batch.size());
    const bool toDisk = committed && *committed && m_log;
    if (toDisk && !onlyCrowds(batch)) {
        answerWhenSynced(std::move(batch), timer);
    } else {
        if (toDisk)
            takeToDisk();
        m_lastCommitUs = timer.nsecsElapsed() / 1000;
        answer(batch, committed ? Status() : Status(committed.error()));
    }
    if (toDisk)
        m_checkpointer->afterCommit(database);
}

// Moves commands from the backlog to `batch` as it runs them, at least one. Whether there was anything to commit.
Result<bool> Writer::runInTransaction(Database &database, Batch &batch)
{
    QElapsedTimer timer;
    timer.start();
    m_nonce = 0;
    const Status begun = database.begin();
    Transaction tx(database, m_environment, m_environment.nowMs());
    bool wrote = false;
    do {
        const size_t before = batch.size();
        takeNext(batch, begun && database.backend() == Backend::Postgres);
        if (!begun)
            return begun.error();
        const auto kept = run(database, tx, Taken(batch).subspan(before));
        if (!kept)
            return kept.error();
        wrote = wrote || *kept;
    } while (takesOneMore(batch.size(), timer.elapsed()));
    if (!wrote) {
        database.rollback();
        return false;
    }
    if (const Status finished = finishTransaction(database, tx); !finished)
        return finished.error();
    return true;
}

void Writer::takeNext(Batch &batch, bool withItsCrowd)
{
    const void *crowd = withItsCrowd ? m_backlog.front()->crowd() : nullptr;
    do {
        batch.push_back(std::move(m_backlog.front()));
        m_backlog.pop_front();
        --m_waitingCount;
    } while (crowd && batch.size() < m_options.maxBatch && !m_backlog.empty() && m_backlog.front()->crowd() == crowd);
}

// One command, or several of a crowd; whether there is something to commit. An error means that the transaction is
// lost. When a crowd fails together each runs by itself, as one of them must not fail the others; but when the database
// is what failed (it was shut down, or found a deadlock), none of them is to blame.
Result<bool> Writer::run(Database &database, Transaction &tx, Taken taken)
{
    bool wrote = false;
    if (taken.size() > 1) {
        Result<bool> kept = false;
        const auto together = inSavepoint(database, tx, [&] {
            kept = taken.front()->runAll(tx, taken);
            return kept.ok();
        });
        if (!together)
            return together;
        if (kept || kept.error().code == ErrorCode::Unavailable)
            return kept;
        qWarning("%zu commands run one by one: %s", taken.size(), qPrintable(kept.error().message));
    }
    for (const auto &command : taken) {
        const auto kept = runOne(database, tx, *command);
        if (!kept)
            return kept;
        wrote = wrote || *kept;
    }
    return wrote;
}

Result<bool> Writer::runOne(Database &database, Transaction &tx, Command &command)
{
    if (!command.crowd() || database.backend() == Backend::Postgres)
        return inSavepoint(database, tx, [&] { return command.run(tx).ok(); });
    const Transaction::Mark mark = tx.mark();
    const Status done = command.run(tx);
    if (done)
        return true;
    tx.forgetSince(mark);
    return database.isInTransaction() ? Result<bool>(false) : Result<bool>(done.error());
}

Status Writer::finishTransaction(Database &database, Transaction &tx)
{
    if (const Status flushed = tx.flush(); !flushed)
        return flushed;
    m_nonce = static_cast<qint64>(m_environment.random64() >> 1 | 1);
    if (const auto noted = database.run(kNoteCommit, {m_id, m_nonce}); !noted)
        return noted.error();
    awaitDisk();
    const CommitFault fault = m_options.fault ? m_options.fault() : CommitFault::None;
    if (fault == CommitFault::BeforeCommit)
        return Error{ErrorCode::Unavailable, QStringLiteral("injected fault before COMMIT"), {}};
    if (const Status committed = database.commit(); !committed)
        return committed;
    if (fault == CommitFault::AfterCommit)
        return Error{ErrorCode::Unavailable, QStringLiteral("injected fault after COMMIT"), {}};
    return {};
}

// After a failed COMMIT nobody knows whether it happened: our own nonce in the database tells.
bool Writer::reachedDisk(Database &database)
{
    if (!database.isUsable() && !database.reopen())
        return false;
    if (m_nonce == 0)
        return false;
    const auto row = database.first(kReadCommit, {m_id}, [](const Row &r) { return r.integer(0); });
    return row && *row && **row == m_nonce;
}

} // namespace remirai
