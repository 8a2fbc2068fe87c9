// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/format.h"

#include "core/domain/units.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>
#include <cmath>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortId = 8;

// English like the program's words, so that separators are the same on every machine and in every screenshot.
const QLocale &plainEnglish()
{
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

QDateTime local(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms);
}

QString offsetText(const QDateTime &time)
{
    const int minutes = time.offsetFromUtc() / 60;
    const int size = std::abs(minutes);
    return u"UTC%1%2:%3"_s
        .arg(QChar(minutes < 0 ? u'−' : u'+')) // a char16_t would be written as a number
        .arg(size / 60, 2, 10, QLatin1Char('0'))
        .arg(size % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

QString countText(qint64 count)
{
    return plainEnglish().toString(count);
}

QString countOf(qint64 count, const QString &one, const QString &many)
{
    return countText(count) + u' ' + (count == 1 ? one : many);
}

QString rateText(double perSecond)
{
    if (!(perSecond > 0))
        return u"0/s"_s;
    const int decimals = perSecond < 1 ? 2 : perSecond < 100 ? 1 : 0;
    return plainEnglish().toString(perSecond, 'f', decimals) + u"/s"_s;
}

QString durationText(qint64 ms)
{
    return ms < 0 ? kNothing : formatDuration(std::chrono::milliseconds(ms));
}

QString percentText(double share)
{
    const double percent = share * 100;
    const bool fine = percent > 0 && percent < 10;
    return plainEnglish().toString(percent, 'f', fine ? 1 : 0) + u" %"_s;
}

QString momentText(qint64 ms, qint64 nowMs)
{
    if (ms <= 0)
        return kNothing;
    const QDateTime time = local(ms);
    const QDateTime now = local(nowMs);
    if (time.date() == now.date())
        return time.time().toString(u"HH:mm:ss"_s);
    const bool thisYear = time.date().year() == now.date().year();
    return plainEnglish().toString(time, thisYear ? u"MMM d, HH:mm"_s : u"MMM d yyyy, HH:mm"_s);
}

QString exactMoment(qint64 ms)
{
    if (ms <= 0)
        return kNothing;
    const QDateTime time = local(ms);
    return time.toString(u"yyyy-MM-dd HH:mm:ss.zzz "_s) + offsetText(time);
}

QString agoText(qint64 ms, qint64 nowMs)
{
    if (ms <= 0)
        return kNothing;
    const qint64 age = nowMs - ms;
    if (age < 1'000)
        return u"just now"_s;
    const qint64 whole = age < 60'000 ? age / 1'000 * 1'000 : age / 60'000 * 60'000;
    return durationText(whole) + u" ago"_s;
}

QString zoneText(qint64 nowMs)
{
    const QDateTime now = local(nowMs);
    const QString name = now.timeZoneAbbreviation();
    const QString offset = offsetText(now);
    return name.isEmpty() || name == u"UTC" ? (now.offsetFromUtc() == 0 ? u"UTC"_s : offset) : name + u", "_s + offset;
}

QString shortId(const QString &id)
{
    // The first half of a UUIDv7 is the time, so neighbours look alike there; the end tells them apart.
    return id.size() <= kShortId + 2 ? id : u"…"_s + id.right(kShortId);
}

} // namespace remirai::ui
