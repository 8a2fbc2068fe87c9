// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/keys.h"
#include "core/domain/units.h"

#include <cmath>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Error wrong(const QString &message)
{
    return {ErrorCode::InvalidArgument, message, {}};
}

QString kindText(KeyKind kind)
{
    switch (kind) {
    case KeyKind::Text:
        return u"a text in quotes"_s;
    case KeyKind::Integer:
        return u"a whole number"_s;
    case KeyKind::Number:
        return u"a number"_s;
    case KeyKind::Flag:
        return u"true or false"_s;
    case KeyKind::Duration:
        return u"a duration with its unit, in quotes"_s;
    case KeyKind::Size:
        return u"a size with its unit, in quotes"_s;
    case KeyKind::TextList:
        return u"a list of texts"_s;
    }
    Q_UNREACHABLE();
}

QString writtenText(const ConfigValue &value)
{
    struct Writer
    {
        QString operator()(const QString &v) const { return u'"' + v + u'"'; }
        QString operator()(qint64 v) const { return QString::number(v); }
        QString operator()(double v) const { return QString::number(v, 'g', 15); }
        QString operator()(bool v) const { return v ? u"true"_s : u"false"_s; }
        QString operator()(const QStringList &v) const
        {
            return v.isEmpty() ? u"[]"_s : QString(u"[\""_s + v.join(u"\", \""_s) + u"\"]"_s);
        }
    };
    return std::visit(Writer{}, value);
}

QString amountText(KeyKind kind, double amount)
{
    const auto whole = static_cast<qint64>(amount);
    if (kind == KeyKind::Duration)
        return formatDuration(std::chrono::milliseconds(whole));
    if (kind == KeyKind::Size)
        return whole % 1024 == 0 ? u"%1 KiB"_s.arg(whole / 1024) : u"%1 B"_s.arg(whole);
    return QString::number(amount);
}

Status checkBounds(const ConfigKey &key, double amount)
{
    if (amount >= key.least && amount <= key.most)
        return {};
    return wrong(u"%1 is outside %2 … %3; write for example %4"_s.arg(
        amountText(key.kind, amount), amountText(key.kind, key.least), amountText(key.kind, key.most), key.example));
}

Error mismatch(const ConfigKey &key, const ConfigValue &value)
{
    return wrong(u"%1 is not %2; write for example %3"_s.arg(writtenText(value), kindText(key.kind), key.example));
}

Status assignText(QString &place, const ConfigKey &key, const ConfigValue &value)
{
    const auto *text = std::get_if<QString>(&value);
    if (!text)
        return mismatch(key, value);
    if (!key.choices.isEmpty() && !key.choices.contains(*text)) {
        const QString near = nearest(*text, key.choices);
        return wrong(u"“%1” is not one of %2%3"_s.arg(
            *text, key.choices.join(u", "_s), near.isEmpty() ? QString() : u"; did you mean “%1”?"_s.arg(near)));
    }
    place = *text;
    return {};
}

Status assignInteger(int &place, const ConfigKey &key, const ConfigValue &value)
{
    const auto *number = std::get_if<qint64>(&value);
    if (!number)
        return mismatch(key, value);
    if (Status fits = checkBounds(key, static_cast<double>(*number)); !fits)
        return fits;
    place = static_cast<int>(*number);
    return {};
}

Status assignNumber(double &place, const ConfigKey &key, const ConfigValue &value)
{
    double number = 0;
    if (const auto *whole = std::get_if<qint64>(&value))
        number = static_cast<double>(*whole);
    else if (const auto *real = std::get_if<double>(&value); real && std::isfinite(*real))
        number = *real;
    else
        return mismatch(key, value);
    if (Status fits = checkBounds(key, number); !fits)
        return fits;
    place = number;
    return {};
}

// Durations in milliseconds and sizes in bytes.
Status assignQuantity(qint64 &place, const ConfigKey &key, const ConfigValue &value)
{
    const auto *text = std::get_if<QString>(&value);
    if (!text)
        return mismatch(key, value);
    const Result<qint64> amount = key.kind == KeyKind::Duration ? parseDurationMs(*text) : parseByteSize(*text);
    if (!amount)
        return wrong(amount.error().message);
    if (Status fits = checkBounds(key, static_cast<double>(*amount)); !fits)
        return fits;
    place = *amount;
    return {};
}

template <typename T> Status assignExactly(T &place, const ConfigKey &key, const ConfigValue &value)
{
    const auto *exact = std::get_if<T>(&value);
    if (!exact)
        return mismatch(key, value);
    place = *exact;
    return {};
}

QString durationText(qint64 ms)
{
    if (ms % 86'400'000 == 0 && ms > 0)
        return QString::number(ms / 86'400'000) + u'd';
    return ms % 1000 == 0 ? u"%1s"_s.arg(ms / 1000) : u"%1ms"_s.arg(ms);
}

QString sizeText(qint64 bytes)
{
    return bytes % 1024 == 0 ? u"%1KiB"_s.arg(bytes / 1024) : u"%1B"_s.arg(bytes);
}

} // namespace

Result<ConfigValue> valueFromText(const ConfigKey &key, const QString &text)
{
    const QString trimmed = text.trimmed();
    bool isNumber = false;
    switch (key.kind) {
    case KeyKind::Text:
    case KeyKind::Duration:
    case KeyKind::Size:
        return ConfigValue(trimmed);
    case KeyKind::Integer: {
        const qint64 number = trimmed.toLongLong(&isNumber);
        return isNumber ? Result<ConfigValue>(ConfigValue(number)) : Result<ConfigValue>(mismatch(key, trimmed));
    }
    case KeyKind::Number: {
        const double number = trimmed.toDouble(&isNumber);
        return isNumber ? Result<ConfigValue>(ConfigValue(number)) : Result<ConfigValue>(mismatch(key, trimmed));
    }
    case KeyKind::Flag: {
        const QString lower = trimmed.toLower();
        if (lower == u"true" || lower == u"1" || lower == u"yes" || lower == u"on")
            return ConfigValue(true);
        if (lower == u"false" || lower == u"0" || lower == u"no" || lower == u"off")
            return ConfigValue(false);
        return mismatch(key, trimmed);
    }
    case KeyKind::TextList: {
        QStringList parts;
        for (const QString &part : trimmed.split(u',', Qt::SkipEmptyParts))
            parts << part.trimmed();
        return ConfigValue(parts);
    }
    }
    Q_UNREACHABLE();
}

Status assign(Config &config, const ConfigKey &key, const ConfigValue &value)
{
    struct Assign
    {
        Config &config;
        const ConfigKey &key;
        const ConfigValue &value;
        Status operator()(QString &(*get)(Config &)) const { return assignText(get(config), key, value); }
        Status operator()(int &(*get)(Config &)) const { return assignInteger(get(config), key, value); }
        Status operator()(qint64 &(*get)(Config &)) const { return assignQuantity(get(config), key, value); }
        Status operator()(double &(*get)(Config &)) const { return assignNumber(get(config), key, value); }
        Status operator()(bool &(*get)(Config &)) const { return assignExactly(get(config), key, value); }
        Status operator()(QStringList &(*get)(Config &)) const { return assignExactly(get(config), key, value); }
    };
    return std::visit(Assign{config, key, value}, key.target);
}

QString currentText(const Config &config, const ConfigKey &key)
{
    struct Read
    {
        Config config; // a copy: the targets point into a Config that may be written
        KeyKind kind;
        QString operator()(QString &(*get)(Config &)) { return writtenText(get(config)); }
        QString operator()(int &(*get)(Config &)) { return QString::number(get(config)); }
        QString operator()(qint64 &(*get)(Config &))
        {
            const qint64 amount = get(config);
            return u'"' + (kind == KeyKind::Duration ? durationText(amount) : sizeText(amount)) + u'"';
        }
        QString operator()(double &(*get)(Config &)) { return writtenText(get(config)); }
        QString operator()(bool &(*get)(Config &)) { return writtenText(get(config)); }
        QString operator()(QStringList &(*get)(Config &)) { return writtenText(get(config)); }
    };
    return std::visit(Read{config, key.kind}, key.target);
}

} // namespace remirai
