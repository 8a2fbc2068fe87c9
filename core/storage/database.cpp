// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/database.h"

#include "core/storage/walbuffer.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <atomic>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>

namespace remirai {

namespace {

constexpr int kBusyTimeoutMs = 10'000;
constexpr int kMaxBinds = 64; // of one statement

QString nextConnectionName()
{
    static std::atomic<quint64> counter{0};
    return QStringLiteral("remirai-%1").arg(++counter);
}

// SQLite's primary codes; the driver reports extended ones, and calls any failed step a connection error.
ErrorCode codeOfSqlite(int native)
{
    constexpr int kBusy = 5;
    constexpr int kLocked = 6;
    constexpr int kDiskFull = 13;
    constexpr int kConstraint = 19;
    switch (native & 0xff) {
    case kBusy:
    case kLocked:
    case kDiskFull:
        return ErrorCode::Unavailable;
    case kConstraint:
        return ErrorCode::Conflict;
    }
    return ErrorCode::Internal;
}

// PostgreSQL's classes: 23 constraint; 08, 40, 53, 57 connection, serialisation, resources, shutdown. A torn session
// has no code at all.
ErrorCode codeOfPostgres(const QSqlError &error)
{
    const QString native = error.nativeErrorCode();
    if (native.startsWith(QLatin1String("23")))
        return ErrorCode::Conflict;
    for (const char *passing : {"08", "40", "53", "57"}) {
        if (native.startsWith(QLatin1String(passing)))
            return ErrorCode::Unavailable;
    }
    const bool torn = error.type() == QSqlError::ConnectionError || native.isEmpty();
    return torn ? ErrorCode::Unavailable : ErrorCode::Internal;
}

ErrorCode codeOf(const QSqlError &error)
{
    bool isNumber = false;
    const QString native = error.nativeErrorCode();
    const int number = native.toInt(&isNumber);
    return isNumber && native.size() < 5 ? codeOfSqlite(number) : codeOfPostgres(error); // PostgreSQL's have five
}

Error toError(const QSqlError &error, const QString &what)
{
    const QString text = error.text().trimmed();
    Error told{
        codeOf(error), what + QStringLiteral(": ") + (text.isEmpty() ? QStringLiteral("connection lost") : text), {}};
    told.isPrivate = true;
    return told;
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

// cache_size: after a commit that split pages SQLite looks through its whole cache, so a large one costs time each
// commit. secure_delete: what people take back must not be readable in the file. It is what Debian's SQLite does
// anyway.
const char *const kSqliteWriter[] = {"PRAGMA journal_mode = WAL",  "PRAGMA synchronous = FULL",
                                     "PRAGMA foreign_keys = ON",   "PRAGMA wal_autocheckpoint = 20000",
                                     "PRAGMA cache_size = -16384",
                                     "PRAGMA cache_spill = OFF", // a log's frames come in one piece, at the commit
                                     "PRAGMA temp_store = MEMORY", "PRAGMA journal_size_limit = 83886080",
                                     "PRAGMA secure_delete = ON"};
const char *const kSqliteReader[] = {"PRAGMA query_only = ON", "PRAGMA cache_size = -32768",
                                     "PRAGMA temp_store = MEMORY"};
const char *const kPostgresReader[] = {"SET default_transaction_read_only = on"};

} // namespace

qint64 Row::integer(int column) const
{
    return m_query.value(column).toLongLong();
}

QString Row::text(int column) const
{
    return m_query.value(column).toString();
}

QByteArray Row::bytes(int column) const
{
    return m_query.value(column).toByteArray();
}

bool Row::isNull(int column) const
{
    return m_query.isNull(column);
}

struct Database::State
{
    DatabaseUrl url;
    Access access = Access::ReadWrite;
    QString connection;
    // Keyed by the statement's text address: statements are constants.
    std::unordered_map<const char *, std::unique_ptr<QSqlQuery>> prepared;

    QSqlDatabase handle() const { return QSqlDatabase::database(connection, false); }

    Status configure();
    Result<QSqlQuery *> prepare(const Statement &statement);
    Status command(const Statement &statement);
};

namespace {

// The name of a statement's n-th "?". Qt makes one up anew at every binding by position, which costs more than the rest
// of it.
const QString &placeholder(size_t n)
{
    static const std::vector<QString> names = [] {
        std::vector<QString> all;
        for (int i = 0; i < kMaxBinds; ++i)
            all.push_back(QString(QStringLiteral(":p") + QString::number(i)));
        return all;
    }();
    return names[n];
}

QString inDialect(const Statement &statement, Backend backend)
{
    const bool postgres = backend == Backend::Postgres; // SQLite's one writer needs no locks of rows
    QString sql = QString::fromLatin1(statement.text);
    sql.replace(QLatin1String("{skip_locked}"), QLatin1String(postgres ? "FOR UPDATE SKIP LOCKED" : ""));
    sql.replace(QLatin1String("{row_lock}"), QLatin1String(postgres ? "FOR NO KEY UPDATE" : ""));
    qsizetype at = 0;
    for (size_t n = 0; (at = sql.indexOf(u'?', at)) >= 0; ++n)
        sql.replace(at, 1, placeholder(n));
    return sql;
}

// Qt binds a null QString as NULL; to us it is an empty text, and NULL is written QVariant::fromValue(nullptr).
void bindAll(QSqlQuery &query, Binds binds)
{
    size_t n = 0;
    for (const QVariant &value : binds) {
        const bool isText = value.metaType() == QMetaType::fromType<QString>();
        query.bindValue(placeholder(n++), isText && value.toString().isNull() ? QVariant(QStringLiteral("")) : value);
    }
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
        return toError(db.lastError(), QStringLiteral("cannot open ") + url.display());
    QSqlQuery query(db);
    const auto run = [&](const auto &pragmas) -> Status {
        for (const char *pragma : pragmas) {
            if (!query.exec(QString::fromLatin1(pragma)))
                return toError(query.lastError(), QString::fromLatin1(pragma));
            query.finish();
        }
        return {};
    };
    if (url.backend == Backend::Postgres)
        return access == Access::ReadOnly ? run(kPostgresReader) : Status();
    return access == Access::ReadWrite ? run(kSqliteWriter) : run(kSqliteReader);
}

Result<QSqlQuery *> Database::State::prepare(const Statement &statement)
{
    std::unique_ptr<QSqlQuery> &slot = prepared[statement.text];
    if (!slot) {
        auto query = std::make_unique<QSqlQuery>(handle());
        query->setForwardOnly(true);
        if (!query->prepare(inDialect(statement, url.backend)))
            return toError(query->lastError(), QString::fromLatin1(statement.text).simplified());
        slot = std::move(query);
    }
    return slot.get();
}

// Transaction control. PostgreSQL cannot PREPARE it; SQLite gains a few microseconds by it.
Status Database::State::command(const Statement &statement)
{
    if (url.backend == Backend::Postgres) {
        QSqlQuery plain(handle());
        if (!plain.exec(QString::fromLatin1(statement.text)))
            return toError(plain.lastError(), QString::fromLatin1(statement.text));
        return {};
    }
    const auto query = prepare(statement);
    if (!query)
        return query.error();
    if (!(*query)->exec())
        return toError((*query)->lastError(), QString::fromLatin1(statement.text));
    (*query)->finish();
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

Result<qint64> Database::run(const Statement &statement, Binds binds)
{
    const auto query = m_state->prepare(statement);
    if (!query)
        return query.error();
    bindAll(**query, binds);
    if (!(*query)->exec())
        return toError((*query)->lastError(), QString::fromLatin1(statement.text).simplified());
    const qint64 changed = (*query)->numRowsAffected();
    (*query)->finish();
    return changed;
}

Status Database::query(const Statement &statement, Binds binds, void (*each)(void *, const Row &), void *context)
{
    const auto query = m_state->prepare(statement);
    if (!query)
        return query.error();
    bindAll(**query, binds);
    if (!(*query)->exec())
        return toError((*query)->lastError(), QString::fromLatin1(statement.text).simplified());
    const Row row(**query);
    while ((*query)->next())
        each(context, row);
    const QSqlError failure = (*query)->lastError();
    (*query)->finish();
    if (failure.type() != QSqlError::NoError)
        return toError(failure, QString::fromLatin1(statement.text).simplified());
    return {};
}

Status Database::execute(const QString &sql)
{
    QSqlQuery query(m_state->handle());
    if (!query.exec(sql))
        return toError(query.lastError(), sql.simplified().left(200));
    return {};
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
    return execute(QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)"));
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
