// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/database.h"

#include "core/storage/postgresstatement.h"
#include "core/storage/sqlerror.h"
#include "core/storage/sqliteconnection.h"
#include "core/storage/sqlitestatement.h"
#include "core/storage/walbuffer.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <atomic>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>

namespace remirai {

namespace {

constexpr int kBusyTimeoutMs = 10'000;

// Statements go to the SQLite that this program is linked with, on the connection that Qt's driver has opened.
Status checkLibrary(QSqlQuery &query)
{
    if (query.exec(QStringLiteral("SELECT sqlite_source_id()")) && query.next()
        && query.value(0).toString() == QString::fromLatin1(sqlite3_sourceid()))
        return {};
    return Error{ErrorCode::Unavailable,
                 QStringLiteral("Qt's database driver QSQLITE brings an SQLite of its own, other than the program's "
                                "(%1); use the driver that your system packages")
                     .arg(QString::fromLatin1(sqlite3_libversion())),
                 {}};
}

QString nextConnectionName()
{
    static std::atomic<quint64> counter{0};
    return QStringLiteral("remirai-%1").arg(++counter);
}

// The file must be private before SQLite creates its companions, which inherit its mode. A file that is there is not
// opened: to close it again would give up the locks that this process's other connections have on it, and a process
// that then takes itself for the last one deletes their log.
Status makePrivateFile(const QString &path)
{
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && errno == EEXIST)
        return {};
    if (fd < 0)
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("cannot open the database file %1: %2").arg(path, qt_error_string()),
                     {}};
    ::close(fd);
    return {};
}

// cache_size: after a commit that split pages SQLite looks through its whole cache. In a small one more pages are
// missing, but the system has them, and reading them again costs less. secure_delete: what people take back must not be
// readable in the file. It is what Debian's SQLite does anyway.
const char *const kSqliteWriter[] = {"PRAGMA journal_mode = WAL",  "PRAGMA synchronous = FULL",
                                     "PRAGMA foreign_keys = ON",   "PRAGMA wal_autocheckpoint = 40000",
                                     "PRAGMA cache_size = -4096",
                                     "PRAGMA cache_spill = OFF", // a log's frames come in one piece, at the commit
                                     "PRAGMA temp_store = MEMORY", "PRAGMA journal_size_limit = 167772160",
                                     "PRAGMA secure_delete = ON"};
const char *const kSqliteReader[] = {"PRAGMA query_only = ON", "PRAGMA cache_size = -32768",
                                     "PRAGMA temp_store = MEMORY"};
const char *const kPostgresReader[] = {"SET default_transaction_read_only = on"};

} // namespace

struct Database::State
{
    DatabaseUrl url;
    Access access = Access::ReadWrite;
    QString connection;
    // Keyed by the statement's text address: statements are constants.
    std::unordered_map<const char *, std::unique_ptr<PreparedStatement>> prepared;

    QSqlDatabase handle() const { return QSqlDatabase::database(connection, false); }

    Status configure();
    Result<PreparedStatement *> prepare(const Statement &statement);
    Status command(const Statement &statement);
    Status execute(const QString &sql);
};

namespace {

QByteArray inDialect(const Statement &statement, Backend backend)
{
    const bool postgres = backend == Backend::Postgres; // SQLite's one writer needs no locks of rows
    QByteArray sql(statement.text);
    sql.replace("{skip_locked}", postgres ? "FOR UPDATE SKIP LOCKED" : "");
    sql.replace("{row_lock}", postgres ? "FOR NO KEY UPDATE" : "");
    return sql;
}

} // namespace

Status Database::State::configure()
{
    QSqlDatabase db = handle();
    if (url.backend == Backend::Sqlite) {
        if (access == Access::ReadWrite) {
            if (Status made = makePrivateFile(url.path); !made)
                return made;
        }
        bufferLogWrites();
        db.setDatabaseName(url.path);
        db.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyTimeoutMs));
    } else {
        db.setHostName(url.host);
        db.setPort(url.port);
        db.setUserName(url.user);
        db.setPassword(url.password);
        db.setDatabaseName(url.name);
        db.setConnectOptions(QStringLiteral("connect_timeout=5;application_name=remirai"));
    }
    if (!db.open())
        return sqlError(db.lastError(), QStringLiteral("cannot open ") + url.display());
    QSqlQuery query(db);
    const auto run = [&](const auto &pragmas) -> Status {
        for (const char *pragma : pragmas) {
            if (!query.exec(QString::fromLatin1(pragma)))
                return sqlError(query.lastError(), QString::fromLatin1(pragma));
            query.finish();
        }
        return {};
    };
    if (url.backend == Backend::Postgres)
        return access == Access::ReadOnly ? run(kPostgresReader) : Status();
    if (Status same = checkLibrary(query); !same)
        return same;
    query.finish();
    return access == Access::ReadWrite ? run(kSqliteWriter) : run(kSqliteReader);
}

Result<PreparedStatement *> Database::State::prepare(const Statement &statement)
{
    std::unique_ptr<PreparedStatement> &slot = prepared[statement.text];
    if (!slot) {
        const QByteArray sql = inDialect(statement, url.backend);
        auto made =
            url.backend == Backend::Sqlite ? prepareSqlite(*handle().driver(), sql) : preparePostgres(handle(), sql);
        if (!made)
            return made.error();
        slot = std::move(*made);
    }
    return slot.get();
}

// Transaction control. PostgreSQL cannot PREPARE it; SQLite gains a few microseconds by it.
Status Database::State::command(const Statement &statement)
{
    if (url.backend == Backend::Postgres)
        return execute(QString::fromLatin1(statement.text));
    const auto ready = prepare(statement);
    if (!ready)
        return ready.error();
    const auto finished = (*ready)->run({}, {});
    return finished ? Status() : Status(finished.error());
}

Status Database::State::execute(const QString &sql)
{
    QSqlQuery query(handle());
    if (!query.exec(sql))
        return sqlError(query.lastError(), sql.simplified().left(200));
    return {};
}

Result<std::unique_ptr<Database>> Database::open(const DatabaseUrl &url, Access access)
{
    auto state = std::make_unique<State>();
    state->url = url;
    state->access = access;
    state->connection = nextConnectionName();
    const QString driver = url.backend == Backend::Sqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL");
    if (!QSqlDatabase::isDriverAvailable(driver))
        return Error{
            ErrorCode::Unavailable,
            QStringLiteral("Qt's database driver %1 is not installed (package libqt6sql6-%2)")
                .arg(driver, url.backend == Backend::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("psql")),
            {}};
    QSqlDatabase::addDatabase(driver, state->connection);
    std::unique_ptr<Database> database(new Database(std::move(state)));
    if (const Status configured = database->m_state->configure(); !configured)
        return configured.error();
    return database;
}

Database::Database(std::unique_ptr<State> state)
    : m_state(std::move(state))
{ }

Database::~Database()
{
    m_state->prepared.clear();
    m_state->handle().close();
    QSqlDatabase::removeDatabase(m_state->connection);
}

Backend Database::backend() const
{
    return m_state->url.backend;
}

Result<qint64> Database::run(const Statement &statement, Binds binds, EachRow each)
{
    const auto prepared = m_state->prepare(statement);
    if (!prepared)
        return prepared.error();
    return (*prepared)->run(binds, each);
}

Status Database::execute(const QString &sql)
{
    return m_state->execute(sql);
}

Status Database::begin()
{
    static constexpr Statement kImmediate{"BEGIN IMMEDIATE"};
    static constexpr Statement kPlain{"BEGIN"};
    return m_state->command(backend() == Backend::Sqlite ? kImmediate : kPlain);
}

Status Database::commit()
{
    static constexpr Statement kCommit{"COMMIT"};
    return m_state->command(kCommit);
}

void Database::rollback()
{
    static constexpr Statement kRollback{"ROLLBACK"};
    (void)m_state->command(kRollback); // nothing to do about a failure: the server or the next open has rolled back
}

bool Database::isInTransaction() const
{
    return backend() == Backend::Postgres || isSqliteInTransaction(*m_state->handle().driver());
}

Status Database::savepoint()
{
    static constexpr Statement kSavepoint{"SAVEPOINT command"};
    return m_state->command(kSavepoint);
}

Status Database::releaseSavepoint()
{
    static constexpr Statement kRelease{"RELEASE SAVEPOINT command"};
    return m_state->command(kRelease);
}

Status Database::rollbackToSavepoint()
{
    static constexpr Statement kRollbackTo{"ROLLBACK TO SAVEPOINT command"};
    return m_state->command(kRollbackTo);
}

Result<std::unique_ptr<LogSync>> Database::takeOverSync()
{
    if (backend() == Backend::Postgres)
        return std::unique_ptr<LogSync>();
    // NORMAL still syncs the log where the file's integrity asks for it: when it is begun anew and before a checkpoint.
    if (const Status set = execute(QStringLiteral("PRAGMA synchronous = NORMAL")); !set)
        return set.error();
    if (const Status begun = begin(); !begun) // the log is there from now on
        return begun.error();
    rollback();
    return LogSync::open(m_state->url.path);
}

Status Database::checkpoint()
{
    return backend() == Backend::Postgres ? Status() : checkpointSqlite(*m_state->handle().driver());
}

Status Database::syncFile()
{
    return backend() == Backend::Postgres ? Status() : syncSqliteFile(*m_state->handle().driver());
}

bool Database::isUsable()
{
    return m_state->handle().isOpen() && execute(QStringLiteral("SELECT 1")).ok();
}

Status Database::reopen()
{
    m_state->prepared.clear();
    m_state->handle().close();
    return m_state->configure();
}

} // namespace remirai
