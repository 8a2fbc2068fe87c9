// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/crowd.h"
#include "core/storage/checkpointer.h"
#include "core/storage/transaction.h"

#include <QElapsedTimer>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace remirai {

// Where a test may break a commit. BeforeCommit: the transaction is lost. AfterCommit: it is durable, but the writer is
// told that the connection broke.
enum class CommitFault { None, BeforeCommit, AfterCommit };

struct WriterOptions
{
    DatabaseUrl url;
    size_t maxWaiting = 20'000; // commands; more are refused with Unavailable
    size_t maxBatch = 1'000; // commands in one transaction
    std::function<CommitFault()> fault = {}; // asked once per commit; empty in production
    qint64 maxBatchMs = 4; // after which a transaction that could be committed takes no further command
    std::function<Status()> beforeSync = {}; // before the log is taken to the disk; its error counts as the disk's
};

struct WriterStats
{
    qint64 commits = 0;
    qint64 commands = 0;
    qint64 refused = 0;
    qint64 waiting = 0;
    qint64 lastBatch = 0;
    qint64 lastCommitUs = 0;
};

// The only writer of this process. Its thread takes whatever commands are waiting, runs them in one transaction, each
// undone by itself when it fails, and commits once. On SQLite a second thread then takes the log to the disk; meanwhile
// the first runs what arrives in the next transaction. After small commands, those of a crowd, it takes the log there
// itself. Only then is anybody answered: a reply always means that the command is durable. A third thread copies the
// log into the database.
//
// post() and call() may be used from any thread, between start() and stop(). A command runs on the writer's thread. Its
// completion runs once, on whichever thread knows the outcome; it must be short and must not block. Completions of
// different transactions may run at once, those of a crowd before earlier ones of other commands. Commands must do
// their effects through the Transaction only: a lost commit undoes them all.
class Writer
{
public:
    Writer(WriterOptions options, Environment &environment);
    ~Writer();

    Status start();
    // Runs what waits, then ends. Idempotent; later commands are refused.
    void stop();

    // work: (Transaction &) -> Result<T>;  done: (Result<T> &&) -> void. When refused, `done` runs at once in the
    // caller.
    template <typename Work, typename Done> void post(Work work, Done done)
    {
        using Outcome = std::invoke_result_t<Work, Transaction &>;
        enqueue(std::make_unique<CommandOf<Outcome, Work, Done>>(std::move(work), std::move(done)));
    }

    // Likewise for one of a crowd. done: (Status &&) -> void.
    template <typename Item, typename Done> void postOneOf(const Crowd<Item> &crowd, Item item, Done done)
    {
        enqueue(std::make_unique<OneOf<Item, Done>>(crowd, std::move(item), std::move(done)));
    }

    // Blocks until the command is durable. Never from the writer's own thread.
    template <typename Work> auto call(Work work) -> std::invoke_result_t<Work, Transaction &>
    {
        using Outcome = std::invoke_result_t<Work, Transaction &>;
        std::promise<Outcome> promise;
        auto future = promise.get_future();
        post(std::move(work), [&promise](Outcome &&outcome) { promise.set_value(std::move(outcome)); });
        return future.get();
    }

    WriterStats stats() const;
    // Rises with every commit, before anybody is answered: what was read at one count is still true while it stands, as
    // far as this process writes.
    qint64 commitCount() const { return m_commits; }

private:
    struct Command
    {
        virtual ~Command() = default;
        virtual Status run(Transaction &tx) = 0; // an error: roll this command back
        virtual void succeed() = 0;
        virtual void fail(const Error &error) = 0;
        virtual const void *crowd() const { return nullptr; } // its name; null when it comes alone
        // All of this one's crowd; whether any of them has something to commit.
        virtual Result<bool> runAll(Transaction &, std::span<const std::unique_ptr<Command>>) { Q_UNREACHABLE(); }
    };

    template <typename Outcome, typename Work, typename Done> struct CommandOf final : Command
    {
        CommandOf(Work w, Done d)
            : work(std::move(w))
            , done(std::move(d))
        { }
        Status run(Transaction &tx) override
        {
            outcome.emplace(work(tx));
            return outcome->ok() ? Status() : Status(outcome->error());
        }
        void succeed() override { done(std::move(*outcome)); }
        void fail(const Error &error) override { done(Outcome(error)); }

        Work work;
        Done done;
        std::optional<Outcome> outcome;
    };

    template <typename Item> struct CrowdCommand : Command
    {
        CrowdCommand(const Crowd<Item> &c, Item i)
            : howToRun(c)
            , item(std::move(i))
        { }
        const void *crowd() const override { return &howToRun; }
        Status run(Transaction &tx) override { return outcome = howToRun.one(tx, item); }
        Result<bool> runAll(Transaction &tx, std::span<const std::unique_ptr<Command>> commands) override
        {
            std::vector<const Item *> items;
            for (const auto &command : commands)
                items.push_back(&static_cast<CrowdCommand &>(*command).item);
            auto outcomes = howToRun.all(tx, items);
            if (!outcomes)
                return outcomes.error();
            bool any = false;
            for (size_t i = 0; i < commands.size(); ++i) {
                any = any || (*outcomes)[i].ok();
                static_cast<CrowdCommand &>(*commands[i]).outcome = std::move((*outcomes)[i]);
            }
            return any;
        }

        const Crowd<Item> &howToRun;
        const Item item;
        Status outcome;
    };

    template <typename Item, typename Done> struct OneOf final : CrowdCommand<Item>
    {
        OneOf(const Crowd<Item> &c, Item i, Done d)
            : CrowdCommand<Item>(c, std::move(i))
            , done(std::move(d))
        { }
        void succeed() override { done(std::move(this->outcome)); }
        void fail(const Error &error) override { done(Status(error)); }

        Done done;
    };

    using Batch = std::vector<std::unique_ptr<Command>>;
    using Taken = std::span<const std::unique_ptr<Command>>;

    void enqueue(std::unique_ptr<Command> command);
    void loop(std::promise<Status> &started);
    bool refill();
    void takeArrived();
    bool takesOneMore(size_t taken, qint64 elapsedMs);
    void awaitDisk();
    void answerWhenSynced(Batch batch, QElapsedTimer since);
    static bool onlyCrowds(const Batch &batch);
    void takeToDisk();
    void syncLoop();
    static void answer(const Batch &batch, const Status &committed);
    void commitSome(Database &database);
    Result<bool> runInTransaction(Database &database, Batch &batch);
    void takeNext(Batch &batch, bool withItsCrowd);
    Result<bool> run(Database &database, Transaction &tx, Taken taken);
    Result<bool> runOne(Database &database, Transaction &tx, Command &command);
    Status finishTransaction(Database &database, Transaction &tx);
    bool reachedDisk(Database &database);

    // Constant after construction.
    const WriterOptions m_options;
    Environment &m_environment;
    const Uuid m_id;

    // The meeting point of the threads.
    std::mutex m_mutex;
    std::condition_variable m_wake; // of the writer: something has arrived, or the disk is free
    Batch m_arrived;
    bool m_accepting = false;
    std::condition_variable m_committedWake;
    bool m_diskIsBusy = false; // the second thread is taking a batch there
    Batch m_committed; // waits to be taken to the disk, then answered
    QElapsedTimer m_committedSince; // its transaction began
    bool m_ending = false; // no batch will follow

    std::thread m_thread;

    // Set before the second thread begins; whoever takes a batch to the disk uses it.
    std::unique_ptr<LogSync> m_log; // SQLite's: a COMMIT alone is not durable

    // The writer's thread only.
    std::unique_ptr<Checkpointer> m_checkpointer; // SQLite's
    std::deque<std::unique_ptr<Command>> m_backlog; // arrived before m_arrived
    qint64 m_nonce = 0;

    std::atomic<qint64> m_commits{0};
    std::atomic<qint64> m_commands{0};
    std::atomic<qint64> m_refused{0};
    std::atomic<qint64> m_waitingCount{0};
    std::atomic<qint64> m_lastBatch{0};
    std::atomic<qint64> m_lastCommitUs{0};
};

} // namespace remirai
