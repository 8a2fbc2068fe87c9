// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "core/storage/databaseurl.h"
#include "core/storage/logsync.h"

#include <QByteArray>
#include <QString>
#include <QVariant>
#include <initializer_list>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

class QSqlQuery;

namespace remirai {

// One SQL text for both backends. The dialect is a handful of tokens: {skip_locked} in a claim, {row_lock} where a row
// must stay as it is until COMMIT, and the column types of the migrations. Statements are constants, right above the
// function that binds them; a connection prepares each once.
struct Statement
{
    const char *text;
};

// The current row of a running query; valid only inside the callback it is given to.
class Row
{
public:
    explicit Row(const QSqlQuery &query)
        : m_query(query)
    { }
    qint64 integer(int column) const;
    QString text(int column) const;
    QByteArray bytes(int column) const; // BLOB columns
    QByteArray utf8(int column) const { return text(column).toUtf8(); }
    bool isNull(int column) const;

private:
    const QSqlQuery &m_query;
};

// A null QString is an empty text; SQL's NULL is QVariant::fromValue(nullptr).
using Binds = std::initializer_list<QVariant>;

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
    Result<qint64> run(const Statement &statement, Binds binds = {});

    // Calls `each(Row)` for every row. The statement is finished afterwards, so that no read holds back a checkpoint.
    template <typename Each> Status forEach(const Statement &statement, Binds binds, Each &&each)
    {
        struct Call
        {
            std::remove_reference_t<Each> &each;
            static void invoke(void *self, const Row &row) { static_cast<Call *>(self)->each(row); }
        } call{each};
        return query(statement, binds, &Call::invoke, &call);
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
    Status savepoint();
    Status releaseSavepoint();
    Status rollbackToSavepoint();

    // SQLite: from now on COMMIT does not wait for the disk; nobody may be told of it before the result has been
    // synced. Null on PostgreSQL, where COMMIT means durable.
    Result<std::unique_ptr<LogSync>> takeOverSync();

    // SQLite: copies what the log holds into the database, as far as readers allow. Waits for nobody but the disk.
    Status checkpoint();

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
    Status query(const Statement &statement, Binds binds, void (*each)(void *, const Row &), void *context);

    std::unique_ptr<State> m_state;
};

} // namespace remirai
