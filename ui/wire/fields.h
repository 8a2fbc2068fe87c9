// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/clock.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>
#include <optional>
#include <vector>

namespace remirai::ui {

// Reads the members of an object of the API. A member that is missing or null is the value's default, so that this
// program also speaks with a somewhat older or newer server; what cannot be missing is checked by who needs it.
class Fields
{
public:
    explicit Fields(const QJsonObject &object)
        : m_object(object)
    { }
    explicit Fields(const QJsonValue &value)
        : m_object(value.toObject())
    { }

    QString text(QStringView name) const { return m_object.value(name).toString(); }
    qint64 integer(QStringView name, qint64 otherwise = 0) const { return m_object.value(name).toInteger(otherwise); }
    double number(QStringView name) const { return m_object.value(name).toDouble(); }
    bool flag(QStringView name) const { return m_object.value(name).toBool(); }
    // Milliseconds since 1970, 0 for none.
    qint64 moment(QStringView name) const { return fromRfc3339(text(name)).value_or(0); }
    std::optional<qint64> maybeInteger(QStringView name) const
    {
        const QJsonValue value = m_object.value(name);
        return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
    }
    std::optional<double> maybeNumber(QStringView name) const
    {
        const QJsonValue value = m_object.value(name);
        return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
    }
    Fields inner(QStringView name) const { return Fields(m_object.value(name)); }
    bool has(QStringView name) const { return !m_object.value(name).isNull() && !m_object.value(name).isUndefined(); }
    const QJsonObject &object() const { return m_object; }
    QJsonArray array(QStringView name) const { return m_object.value(name).toArray(); }

    template <typename Read> auto list(QStringView name, Read read) const
    {
        std::vector<decltype(read(Fields(QJsonValue())))> items;
        const QJsonArray array = m_object.value(name).toArray();
        items.reserve(static_cast<size_t>(array.size()));
        for (const QJsonValue &value : array)
            items.push_back(read(Fields(value)));
        return items;
    }

private:
    QJsonObject m_object;
};

// A page of a list; an empty cursor ends it.
template <typename Row> struct Page
{
    std::vector<Row> rows;
    QString nextCursor;
};

} // namespace remirai::ui
