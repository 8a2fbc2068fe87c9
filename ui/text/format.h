// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace remirai::ui {

// Numbers and times as every page writes them. An absent figure is an en dash, never a zero.
inline const QString kNothing = QStringLiteral("–");

QString countText(qint64 count); // "12,345"
QString countOf(qint64 count, const QString &one, const QString &many); // "1 message", "12,345 messages"
QString rateText(double perSecond); // "0/s", "0.25/s", "12.3/s", "2,041/s"
QString durationText(qint64 ms); // "2.4 s", "12 min 3 s"; kNothing below zero
QString percentText(double share); // of 0 … 1: "12 %"

// Local time with what is needed of the date: "14:03:07", or "Mar 3, 14:03" when it is not of today (of `nowMs`).
QString momentText(qint64 ms, qint64 nowMs);
// With date, milliseconds and the offset from UTC, for tool tips and exports.
QString exactMoment(qint64 ms);
// "3 min ago", "just now".
QString agoText(qint64 ms, qint64 nowMs);
// The zone in which times are shown: "CET, UTC+01:00".
QString zoneText(qint64 nowMs);

// An id short enough to read aloud; the whole one is in the tool tip.
QString shortId(const QString &id);

} // namespace remirai::ui
