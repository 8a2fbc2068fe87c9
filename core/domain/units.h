// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QStringView>
#include <chrono>

namespace remirai {

// Quantities as people write them, in configuration and scenarios. A unit is always required: "30" is an error, "30s"
// is not.

// ns us ms s m h d w, with a decimal fraction ("1.5s"); never negative, at most about 292 years.
Result<std::chrono::nanoseconds> parseDuration(QStringView text);
Result<qint64> parseDurationMs(QStringView text);
// B KiB MiB GiB.
Result<qint64> parseByteSize(QStringView text);
// "10000/s", "60/m", "5/h", "2/d": events per second.
Result<double> parseRate(QStringView text);

// The two largest units that matter: "2.4 s", "12 min", "3 h 20 min", "2 d 9 h".
QString formatDuration(std::chrono::milliseconds duration);

} // namespace remirai
