// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/postgresstatement.h"

#include "core/storage/sqlerror.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace remirai {

namespace {

class PostgresRow final : public Row
{
public:
    explicit PostgresRow(const QSqlQuery &query)
        : m_query(query)
    { }

    qint64 integer(int column) const override { return m_query.value(column).toLongLong(); }
    QString text(int column) const override { return m_query.value(column).toString(); }
    QByteArray utf8(int column) const override { return text(column).toUtf8(); }
    QByteArray bytes(int column) const override { return m_query.value(column).toByteArray(); }
    Uuid uuid(int column) const override { return Uuid::fromBytes(bytes(column)).value_or(Uuid{}); }
    bool isNull(int column) const override { return m_query.isNull(column); }

private:
    const QSqlQuery &m_query;
};

// Qt binds null strings and bytes as NULL.
struct ToVariant
{
    QVariant operator()(std::nullptr_t) const { return QVariant::fromValue(nullptr); }
    QVariant operator()(qint64 integer) const { return integer; }
    QVariant operator()(const QString &text) const { return text.isNull() ? QStringLiteral("") : text; }
    QVariant operator()(const Bind::Utf8 &utf8) const { return (*this)(QString::fromUtf8(utf8.text)); }
    QVariant operator()(const QByteArray &blob) const { return blob.isNull() ? QByteArray("") : blob; }
    QVariant operator()(const Uuid &id) const { return id.toBytes(); }
};

class PostgresStatement final : public PreparedStatement
{
public:
    PostgresStatement(QSqlQuery query, qsizetype places)
        : m_query(std::move(query))
        , m_places(places)
    { }

    Result<qint64> run(Binds binds, EachRow each) override
    {
        if (static_cast<qsizetype>(binds.size()) != m_places)
            return wrongCount(binds.size(), m_query.lastQuery());
        int index = 0;
        for (const Bind &bind : binds)
            m_query.bindValue(index++, std::visit(ToVariant(), bind.value));
        if (!m_query.exec())
            return failure();
        const PostgresRow row(m_query);
        while (m_query.next())
            each(row);
        if (m_query.lastError().type() != QSqlError::NoError)
            return failure();
        const qint64 changed = m_query.numRowsAffected();
        m_query.finish();
        return changed;
    }

private:
    Error failure()
    {
        Error error = sqlError(m_query.lastError(), m_query.lastQuery().simplified());
        m_query.finish();
        return error;
    }

    QSqlQuery m_query;
    const qsizetype m_places; // for values
};

} // namespace

Result<std::unique_ptr<PreparedStatement>> preparePostgres(const QSqlDatabase &connection, const QByteArray &sql)
{
    QSqlQuery query(connection);
    query.setForwardOnly(true);
    const QString text = QString::fromLatin1(sql);
    if (!query.prepare(text))
        return sqlError(query.lastError(), text.simplified());
    return std::unique_ptr<PreparedStatement>(std::make_unique<PostgresStatement>(std::move(query), sql.count('?')));
}

} // namespace remirai
