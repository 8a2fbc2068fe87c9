// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/sqlitestatement.h"

#include "core/storage/sqlerror.h"
#include "core/storage/sqliteconnection.h"

#include <QSqlDriver>
#include <sqlite3.h>
#include <vector>

namespace remirai {

namespace {

class SqliteRow final : public Row
{
public:
    explicit SqliteRow(sqlite3_stmt *statement)
        : m_statement(statement)
    { }

    qint64 integer(int column) const override { return sqlite3_column_int64(m_statement, column); }

    QString text(int column) const override
    {
        const char *utf8 = characters(column);
        return utf8 ? QString::fromUtf8(utf8, sqlite3_column_bytes(m_statement, column)) : QString();
    }

    QByteArray utf8(int column) const override
    {
        const char *utf8 = characters(column);
        return utf8 ? QByteArray(utf8, sqlite3_column_bytes(m_statement, column)) : QByteArray();
    }

    QByteArray bytes(int column) const override { return blob(column).toByteArray(); }
    Uuid uuid(int column) const override { return Uuid::fromBytes(blob(column)).value_or(Uuid{}); }

    bool isNull(int column) const override { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

private:
    QByteArrayView blob(int column) const
    {
        const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
        return {bytes, sqlite3_column_bytes(m_statement, column)};
    }

    const char *characters(int column) const
    {
        return reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    }

    sqlite3_stmt *m_statement;
};

// Binds one value; what SQLite reads in place must stay until the statement has run.
struct Binder
{
    sqlite3_stmt *statement;
    int index;
    std::vector<QByteArray> &texts;

    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }
    int operator()(qint64 integer) const { return sqlite3_bind_int64(statement, index, integer); }
    int operator()(const QString &text) const { return bindText(texts.emplace_back(text.toUtf8())); }
    int operator()(const Bind::Utf8 &utf8) const
    {
        const QByteArrayView text(utf8.text);
        return bindText(text.startsWith("\xef\xbb\xbf") ? text.sliced(3) : text);
    }
    int operator()(const QByteArray &blob) const
    {
        return sqlite3_bind_blob64(statement, index, blob.constData(), sqlite3_uint64(blob.size()), SQLITE_STATIC);
    }

    int operator()(const Uuid &id) const
    {
        return sqlite3_bind_blob(statement, index, id.bytes.data(), int(id.bytes.size()), SQLITE_STATIC);
    }

private:
    int bindText(QByteArrayView utf8) const
    {
        const char *start = utf8.isEmpty() ? "" : utf8.data(); // no pointer would be NULL
        return sqlite3_bind_text64(statement, index, start, sqlite3_uint64(utf8.size()), SQLITE_STATIC, SQLITE_UTF8);
    }
};

class SqliteStatement final : public PreparedStatement
{
public:
    explicit SqliteStatement(sqlite3_stmt *statement)
        : m_statement(statement)
    { }
    ~SqliteStatement() override { sqlite3_finalize(m_statement); }
    SqliteStatement(const SqliteStatement &) = delete;
    SqliteStatement &operator=(const SqliteStatement &) = delete;

    Result<qint64> run(Binds binds, EachRow each) override
    {
        if (static_cast<int>(binds.size()) != sqlite3_bind_parameter_count(m_statement))
            return wrongCount(binds.size(), QString::fromUtf8(sqlite3_sql(m_statement)));
        int code = bindAll(binds);
        if (code == SQLITE_OK) {
            while ((code = sqlite3_step(m_statement)) == SQLITE_ROW)
                each(SqliteRow(m_statement));
        }
        if (code != SQLITE_DONE)
            return failure();
        const qint64 changed = sqlite3_changes64(sqlite3_db_handle(m_statement));
        sqlite3_reset(m_statement);
        return changed;
    }

private:
    int bindAll(Binds binds)
    {
        m_texts.clear();
        int index = 0;
        for (const Bind &bind : binds) {
            const int code = std::visit(Binder{m_statement, ++index, m_texts}, bind.value);
            if (code != SQLITE_OK)
                return code;
        }
        return SQLITE_OK;
    }

    Error failure()
    {
        sqlite3 *connection = sqlite3_db_handle(m_statement);
        Error error = sqliteError(sqlite3_extended_errcode(connection), QString::fromUtf8(sqlite3_errmsg(connection)),
                                  QString::fromUtf8(sqlite3_sql(m_statement)).simplified());
        sqlite3_reset(m_statement);
        return error;
    }

    sqlite3_stmt *m_statement;
    std::vector<QByteArray> m_texts; // those that came as UTF-16; kept for their room
};

} // namespace

Result<std::unique_ptr<PreparedStatement>> prepareSqlite(const QSqlDriver &driver, const QByteArray &sql)
{
    sqlite3 *connection = sqliteConnection(driver);
    if (!connection)
        return sqliteError(SQLITE_BUSY, QStringLiteral("the connection is not open"),
                           QString::fromUtf8(sql).simplified());
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(connection, sql.constData(), int(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(code, QString::fromUtf8(sqlite3_errmsg(connection)), QString::fromUtf8(sql).simplified());
    return std::unique_ptr<PreparedStatement>(std::make_unique<SqliteStatement>(statement));
}

} // namespace remirai
