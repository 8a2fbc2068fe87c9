// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"
#include "core/domain/result.h"

#include <QByteArray>
#include <QString>
#include <initializer_list>
#include <optional>
#include <variant>

namespace remirai {

// One SQL text for both backends, but for the one that saves many responses. The dialect is a handful of tokens:
// {skip_locked} in a claim, {row_lock} where a row must stay as it is until COMMIT, and the column types of the
// migrations. Statements are constants, right above the function that binds them; a connection prepares each once.
struct Statement
{
    const char *text;
};

// What takes the place of a "?". A null QString is an empty text and a null QByteArray an empty BLOB; SQL's NULL is
// nullptr or an empty optional.
class Bind
{
public:
    struct Utf8
    {
        QByteArray text; // must be valid; a byte order mark before it is not kept
    };
    using Value = std::variant<std::nullptr_t, qint64, QString, Utf8, QByteArray, Uuid>;

    Bind(std::nullptr_t) { }
    Bind(qint64 integer)
        : value(integer)
    { }
    Bind(int integer)
        : value(qint64(integer))
    { }
    Bind(const QString &text)
        : value(text)
    { }
    Bind(const Utf8 &text) // spares a text that came as UTF-8 the way to UTF-16 and back
        : value(text)
    {
        Q_ASSERT(text.text.isValidUtf8());
    }
    Bind(const QByteArray &blob)
        : value(blob)
    { }
    Bind(const Uuid &id) // a BLOB of 16 bytes
        : value(id)
    { }
    template <typename Tag>
    Bind(const Id<Tag> &id)
        : value(id.uuid)
    { }
    template <typename T>
    Bind(const std::optional<T> &optional)
        : Bind(optional ? Bind(*optional) : Bind(nullptr))
    { }
    template <typename Tag> static Bind orNull(const Id<Tag> &id) { return id.isNull() ? Bind(nullptr) : Bind(id); }

    const Value value;
};

using Binds = std::initializer_list<Bind>;

// The current row of a running statement; valid only inside the callback it is given to. Where a column is NULL a
// number is 0, and a text and bytes are null.
class Row
{
public:
    virtual qint64 integer(int column) const = 0;
    virtual QString text(int column) const = 0;
    virtual QByteArray utf8(int column) const = 0; // of a TEXT column
    virtual QByteArray bytes(int column) const = 0; // of a BLOB column
    virtual Uuid uuid(int column) const = 0; // of a BLOB column; the null one when it holds anything else
    virtual bool isNull(int column) const = 0;

    template <typename IdType> IdType id(int column) const { return IdType{uuid(column)}; }

protected:
    ~Row() = default;
};

// A callback for rows that outlives no call.
struct EachRow
{
    void (*call)(void *context, const Row &row) = [](void *, const Row &) {};
    void *context = nullptr;
    void operator()(const Row &row) const { call(context, row); }
};

// A statement that one connection has prepared; belongs to its thread and must go before it.
class PreparedStatement
{
public:
    virtual ~PreparedStatement() = default;

    // Runs it to its end, so that no read holds back a checkpoint; the number of rows it changed.
    virtual Result<qint64> run(Binds binds, EachRow each) = 0;
};

} // namespace remirai
