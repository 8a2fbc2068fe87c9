// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "core/storage/databaseurl.h"
#include "core/storage/logsync.h"
#include "core/storage/statement.h"

#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

namespace remirai {

enum class Access { ReadWrite, ReadOnly };

// One connection. Belongs to the thread that opened it and must be destroyed there.
// Errors: Unavailable when the database cannot be reached or is busy, Conflict when a constraint refuses, else
// Internal. Their messages are private.
class Database
{
public:
    static Result<std::unique_ptr<Database>> open(const DatabaseUrl &url, Access access);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    Backend backend() const;

    // Runs a prepared statement; the number of rows it changed.
    Result<qint64> run(const Statement &statement, Binds binds = {}) { return run(statement, binds, {}); }

    // Calls `each(Row)` for every row; not until it returns may the same statement run again.
    template <typename Each> Status forEach(const Statement &statement, Binds binds, Each &&each)
    {
        struct Call
        {
            std::remove_reference_t<Each> &each;
            static void invoke(void *self, const Row &row) { static_cast<Call *>(self)->each(row); }
        } call{each};
        const auto finished = run(statement, binds, {&Call::invoke, &call});
        return finished ? Status() : Status(finished.error());
    }

    // The first row through `map`, or nothing.
    template <typename Map>
    auto first(const Statement &statement, Binds binds, Map &&map)
        -> Result<std::optional<std::invoke_result_t<Map, const Row &>>>
    {
        std::optional<std::invoke_result_t<Map, const Row &>> found;
        const Status status = forEach(statement, binds, [&](const Row &row) {
            if (!found)
                found = map(row);
        });
        if (!status)
            return status.error();
        return found;
    }

    // All rows through `map`.
    template <typename Map>
    auto all(const Statement &statement, Binds binds, Map &&map)
        -> Result<std::vector<std::invoke_result_t<Map, const Row &>>>
    {
        std::vector<std::invoke_result_t<Map, const Row &>> rows;
        const Status status = forEach(statement, binds, [&](const Row &row) { rows.push_back(map(row)); });
        if (!status)
            return status.error();
        return rows;
    }

    // A single unprepared statement: schema and pragmas only.
    Status execute(const QString &sql);

    // Write transactions. On SQLite they take the write lock at once (BEGIN IMMEDIATE): a deferred one that reads and
    // then writes fails under contention whatever the busy timeout.
    Status begin();
    Status commit();
    void rollback();
    // SQLite, after a statement has failed: false when it has given up the whole transaction by itself, as it does when
    // its disk or its memory fails it; what follows would be committed alone.
    bool isInTransaction() const;
    Status savepoint();
    Status releaseSavepoint();
    Status rollbackToSavepoint();

    // SQLite: from now on COMMIT does not wait for the disk; nobody may be told of it before the result has been
    // synced. Null on PostgreSQL, where COMMIT means durable.
    Result<std::unique_ptr<LogSync>> takeOverSync();

    // SQLite: copies what the log holds into the database, as far as readers allow. Waits for nobody but the disk.
    // Unavailable: not now, and nothing is lost. Any other error: a sync has failed. What was copied may be lost, and
    // SQLite will not copy it again; a new start does.
    Status checkpoint();
    // SQLite: takes what was copied to the disk. A checkpoint does so itself when it leaves nothing in the log, and
    // only then. Any error means that a sync has failed, as above.
    Status syncFile();

    // Whether the server still answers on this connection.
    bool isUsable();
    // After a lost connection (PostgreSQL): opens it anew; prepared statements are forgotten.
    Status reopen();

    // Runs `body() -> Result<T>` in one transaction: committed when it returns a value, rolled back when it returns an
    // error. Must not nest.
    template <typename Body> auto transact(Body &&body) -> std::invoke_result_t<Body>
    {
        if (const Status begun = begin(); !begun)
            return begun.error();
        auto result = body();
        if (!result) {
            rollback();
            return result;
        }
        if (const Status committed = commit(); !committed) {
            rollback();
            return committed.error();
        }
        return result;
    }

private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    Result<qint64> run(const Statement &statement, Binds binds, EachRow each);

    std::unique_ptr<State> m_state;
};

} // namespace remirai
