// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/reader.h"

#include "core/domain/units.h"
#include "sim/scenario/csv.h"
#include "sim/scenario/nearest.h"

#include <QDir>
#include <QRegularExpression>
#include <algorithm>
#include <limits>

namespace remirai::sim {

namespace {

constexpr double kMaxPerSecond = 1e9; // far beyond any service, and counts of weeks still fit 64 bits

} // namespace

void Problems::add(const Json &where, const QString &path, const QString &what)
{
    if (full()) {
        ++m_more;
        return;
    }
    const QString place = where.line > 0 ? QStringLiteral("%1:%2").arg(where.source).arg(where.line) : where.source;
    m_lines << QStringLiteral("%1: %2: %3").arg(place, path.isEmpty() ? QStringLiteral("(document)") : path, what);
}

Error Problems::error() const
{
    QString text = m_lines.join(u'\n');
    if (m_more > 0)
        text += QStringLiteral("\n… and %1 more").arg(m_more);
    return {ErrorCode::InvalidArgument, text, {}};
}

ObjectReader::ObjectReader(const Json *object, QString path, Problems &problems)
    : m_object(object)
    , m_path(std::move(path))
    , m_problems(problems)
{
    if (m_object && m_object->kind != Json::Kind::Object) {
        m_problems.add(*m_object, m_path,
                       QStringLiteral("must be an object { … }, not %1").arg(toString(m_object->kind)));
        m_object = nullptr;
        m_broken = true;
    }
}

const Json *ObjectReader::any(const QString &key)
{
    if (!m_known.contains(key))
        m_known << key;
    return m_object ? m_object->find(key) : nullptr;
}

bool ObjectReader::has(const QString &key)
{
    return any(key) != nullptr;
}

const Json *ObjectReader::expect(const QString &key, Json::Kind kind, const QString &example)
{
    static const QRegularExpression kDigit(QStringLiteral("[0-9]")); // a quantity, so the unit is what is missing
    const Json *value = any(key);
    if (!value || value->kind == kind)
        return value;
    QString what = QStringLiteral("must be %1, like %2").arg(toString(kind), example);
    if (kind == Json::Kind::String && value->kind == Json::Kind::Number && example.contains(kDigit))
        what = QStringLiteral("%1 has no unit; write for instance %2").arg(value->text, example);
    m_problems.add(*value, pathTo(key), what);
    return nullptr;
}

void ObjectReader::complain(const QString &key, const QString &what)
{
    if (m_broken)
        return; // that it is no object has been said
    const Json *value = m_object ? m_object->find(key) : nullptr;
    static const Json kNowhere;
    m_problems.add(value ? *value : m_object ? *m_object : kNowhere, pathTo(key), what);
}

QString ObjectReader::text(const QString &key, const QString &otherwise)
{
    const Json *value = expect(key, Json::Kind::String, QStringLiteral("\"…\""));
    return value ? value->text : otherwise;
}

bool ObjectReader::flag(const QString &key, bool otherwise)
{
    const Json *value = expect(key, Json::Kind::Bool, QStringLiteral("true"));
    return value ? value->truth : otherwise;
}

double ObjectReader::number(const QString &key, double otherwise, double least, double most)
{
    const Json *value = expect(key, Json::Kind::Number, QString::number(otherwise));
    if (!value)
        return otherwise;
    if (value->number < least || value->number > most) {
        complain(key, QStringLiteral("%1 is not between %2 and %3").arg(value->text).arg(least).arg(most));
        return otherwise;
    }
    return value->number;
}

int ObjectReader::integer(const QString &key, int otherwise, int least, int most)
{
    const double value = number(key, otherwise, least, most);
    if (value != static_cast<double>(static_cast<int>(value)))
        complain(key, QStringLiteral("must be a whole number"));
    return static_cast<int>(value);
}

quint64 ObjectReader::whole64(const QString &key, quint64 otherwise)
{
    const Json *value = expect(key, Json::Kind::Number, QString::number(otherwise));
    if (!value)
        return otherwise;
    bool good = false;
    const quint64 number = value->text.toULongLong(&good); // the text: a double would lose digits
    if (!good)
        complain(key, QStringLiteral("%1 is not a whole number from 0 to 2⁶⁴ − 1").arg(value->text));
    return good ? number : otherwise;
}

qint64 ObjectReader::duration(const QString &key, qint64 otherwiseNs)
{
    const Json *value = expect(key, Json::Kind::String, QStringLiteral("\"30s\""));
    if (!value)
        return otherwiseNs;
    const auto span = parseSpan(value->text);
    if (span)
        return *span;
    complain(key, span.error().message);
    return otherwiseNs;
}

double ObjectReader::perSecond(const QString &key, double otherwise)
{
    const Json *value = expect(key, Json::Kind::String, QStringLiteral("\"100/s\""));
    if (!value)
        return otherwise;
    const auto rate = parseRate(value->text);
    if (rate && *rate <= kMaxPerSecond)
        return *rate;
    complain(key, rate ? QStringLiteral("“%1” is more than 1,000,000,000/s").arg(value->text) : rate.error().message);
    return otherwise;
}

double ObjectReader::money(const QString &key, double otherwise, QString &currency)
{
    const Json *value = expect(key, Json::Kind::String, QStringLiteral("\"0.004 USD\""));
    if (!value)
        return otherwise;
    const QStringList parts = value->text.split(u' ', Qt::SkipEmptyParts);
    bool isNumber = false;
    const double amount = parts.isEmpty() ? 0 : parts[0].toDouble(&isNumber);
    if (!isNumber || parts.size() != 2 || amount < 0) {
        complain(key, QStringLiteral("“%1” is not an amount with a currency, like \"0.004 USD\"").arg(value->text));
        return otherwise;
    }
    if (!currency.isEmpty() && currency != parts[1])
        complain(key,
                 QStringLiteral("is in %1, but other amounts are in %2; use one currency").arg(parts[1], currency));
    currency = parts[1];
    return amount;
}

int ObjectReader::oneOf(const QString &key, const QStringList &names)
{
    const Json *value = expect(key, Json::Kind::String, QStringLiteral("\"%1\"").arg(names.first()));
    if (!value)
        return -1;
    const auto index = static_cast<int>(names.indexOf(value->text));
    if (index < 0) {
        const QString near = nearest(value->text, names);
        complain(key,
                 QStringLiteral("“%1” is none of %2%3")
                     .arg(value->text, names.join(QStringLiteral(", ")),
                          near.isEmpty() ? QString() : QStringLiteral("; did you mean “%1”?").arg(near)));
    }
    return index;
}

std::optional<Law> ObjectReader::law(const QString &key, const QString &folder)
{
    const Json *value = any(key);
    if (!value)
        return std::nullopt;
    const auto above = [](ObjectReader &where, const QString &which, qint64 ns) {
        if (ns <= 0)
            where.complain(which, QStringLiteral("must be a time above zero, like \"30s\""));
        return static_cast<double>(std::max<qint64>(ns, 1));
    };
    if (value->kind == Json::Kind::String)
        return Law::deterministic(above(*this, key, duration(key, 1)));
    if (value->kind != Json::Kind::Object) {
        complain(
            key,
            QStringLiteral("must be a time like \"30s\" or {\"dist\": \"lognormal\", \"mean\": \"30s\", \"cv\": 0.5}"));
        return std::nullopt;
    }
    ObjectReader reader(value, pathTo(key), m_problems);
    const QStringList kinds{QStringLiteral("deterministic"), QStringLiteral("exponential"), QStringLiteral("lognormal"),
                            QStringLiteral("empirical")};
    const int kind = reader.oneOf(QStringLiteral("dist"), kinds);
    if (!reader.has(QStringLiteral("dist")))
        reader.complain(QStringLiteral("dist"),
                        QStringLiteral("is missing; one of %1").arg(kinds.join(QStringLiteral(", "))));
    std::optional<Law> law;
    if (kind == 3) {
        const QString file = reader.text(QStringLiteral("csv"));
        const auto rows = readCsv(QDir(folder).filePath(file), 1);
        if (!rows) {
            reader.complain(QStringLiteral("csv"), rows.error().message);
        } else {
            std::vector<double> samples;
            for (const auto &row : *rows)
                samples.push_back(row[0] * 1e9);
            law = Law::empirical(std::move(samples));
        }
    } else {
        const double mean = above(reader, QStringLiteral("mean"), reader.duration(QStringLiteral("mean"), 1));
        if (!reader.has(QStringLiteral("mean")))
            reader.complain(QStringLiteral("mean"), QStringLiteral("is missing; write for instance \"mean\": \"30s\""));
        if (kind == 1)
            law = Law::exponential(mean);
        else if (kind == 2)
            law = Law::lognormal(mean, reader.number(QStringLiteral("cv"), 0.5, 0, 100));
        else
            law = Law::deterministic(mean);
    }
    reader.finish();
    return law;
}

ObjectReader ObjectReader::object(const QString &key)
{
    return ObjectReader(any(key), pathTo(key), m_problems);
}

void ObjectReader::list(const QString &key, const std::function<void(const Json &, const QString &path)> &each)
{
    const Json *value = expect(key, Json::Kind::Array, QStringLiteral("[ … ]"));
    if (!value)
        return;
    for (size_t i = 0; i < value->items.size(); ++i)
        each(value->items[i], QStringLiteral("%1.%2").arg(pathTo(key)).arg(i));
}

void ObjectReader::finish()
{
    if (!m_object)
        return;
    for (const auto &[key, value] : m_object->members) {
        if (m_known.contains(key))
            continue;
        if (m_problems.full()) {
            m_problems.add(value, key, {});
            continue;
        }
        const QString near = nearest(key, m_known);
        m_problems.add(value, pathTo(key),
                       near.isEmpty()
                           ? QStringLiteral("unknown key; known here: %1").arg(m_known.join(QStringLiteral(", ")))
                           : QStringLiteral("unknown key; did you mean “%1”?").arg(near));
    }
}

Result<qint64> parseSpan(QStringView text)
{
    const QStringView all = text.trimmed();
    qint64 total = 0;
    qsizetype start = 0;
    while (start < all.size()) {
        qsizetype end = start;
        while (end < all.size() && (all[end].isDigit() || all[end] == u'.' || all[end].isSpace()))
            ++end;
        while (end < all.size() && all[end].isLetter())
            ++end;
        if (end == start)
            break;
        const auto part = parseDuration(all.mid(start, end - start));
        if (!part)
            return part.error();
        if (part->count() > std::numeric_limits<qint64>::max() - total)
            return Error{
                ErrorCode::InvalidArgument, QStringLiteral("“%1” is longer than 292 years").arg(text.toString()), {}};
        total += part->count();
        start = end;
    }
    if (start == 0 || start < all.size())
        return parseDuration(text).error();
    return total;
}

} // namespace remirai::sim
