// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/units.h"

#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace remirai {

namespace {

struct Unit
{
    QStringView name;
    double factor;
};

constexpr double kSecond = 1e9;
constexpr std::array<Unit, 8> kDurations{{{u"ns", 1.0},
                                          {u"us", 1e3},
                                          {u"ms", 1e6},
                                          {u"s", kSecond},
                                          {u"m", 60 * kSecond},
                                          {u"h", 3600 * kSecond},
                                          {u"d", 86400 * kSecond},
                                          {u"w", 7 * 86400 * kSecond}}};
constexpr std::array<Unit, 4> kBytes{{{u"B", 1.0}, {u"KiB", 1024.0}, {u"MiB", 1048576.0}, {u"GiB", 1073741824.0}}};
constexpr std::array<Unit, 4> kRates{{{u"/s", 1.0}, {u"/m", 1.0 / 60}, {u"/h", 1.0 / 3600}, {u"/d", 1.0 / 86400}}};

template <size_t N>
Result<double> parseQuantity(QStringView text, const std::array<Unit, N> &units, QStringView example)
{
    const QStringView trimmed = text.trimmed();
    qsizetype digits = 0;
    while (digits < trimmed.size() && (trimmed[digits].isDigit() || trimmed[digits] == u'.'))
        ++digits;
    bool isNumber = false;
    const double number = trimmed.left(digits).toDouble(&isNumber);
    const QStringView name = trimmed.mid(digits).trimmed();
    QString known;
    for (const Unit &unit : units) {
        if (isNumber && unit.name == name)
            return number * unit.factor;
        known += (known.isEmpty() ? QString() : QStringLiteral(", ")) + unit.name.toString();
    }
    return Error{ErrorCode::InvalidArgument,
                 QStringLiteral("“%1” is not a number with one of the units %2, like “%3”")
                     .arg(text.toString(), known, example.toString()),
                 {}};
}

} // namespace

Result<std::chrono::nanoseconds> parseDuration(QStringView text)
{
    const auto ns = parseQuantity(text, kDurations, u"30s");
    if (!ns)
        return ns.error();
    if (*ns >= static_cast<double>(std::numeric_limits<qint64>::max()))
        return Error{
            ErrorCode::InvalidArgument, QStringLiteral("“%1” is longer than 292 years").arg(text.toString()), {}};
    return std::chrono::nanoseconds(std::llround(*ns));
}

Result<qint64> parseDurationMs(QStringView text)
{
    const auto duration = parseDuration(text);
    if (!duration)
        return duration.error();
    return std::chrono::duration_cast<std::chrono::milliseconds>(*duration).count();
}

Result<qint64> parseByteSize(QStringView text)
{
    const auto bytes = parseQuantity(text, kBytes, u"64KiB");
    if (!bytes)
        return bytes.error();
    if (*bytes >= 0x1.0p62)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("“%1” is too large").arg(text.toString()), {}};
    return static_cast<qint64>(std::llround(*bytes));
}

Result<double> parseRate(QStringView text)
{
    return parseQuantity(text, kRates, u"100/s");
}

QString formatDuration(std::chrono::milliseconds duration)
{
    const qint64 ms = duration.count();
    const auto twoUnits = [](qint64 large, QStringView largeName, qint64 small, QStringView smallName) {
        const QString head = QString::number(large) + u' ' + largeName.toString();
        return small == 0 ? head : QString(head + u' ' + QString::number(small) + u' ' + smallName.toString());
    };
    if (ms < 1000)
        return QString::number(ms) + QStringLiteral(" ms");
    if (ms < 60'000)
        return QString::number(static_cast<double>(ms / 100) / 10.0) + QStringLiteral(" s");
    const qint64 minutes = ms / 60'000;
    if (minutes < 60)
        return twoUnits(minutes, u"min", ms / 1000 % 60, u"s");
    if (minutes < 24 * 60)
        return twoUnits(minutes / 60, u"h", minutes % 60, u"min");
    return twoUnits(minutes / (24 * 60), u"d", minutes / 60 % 24, u"h");
}

} // namespace remirai
