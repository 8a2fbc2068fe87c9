// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QString>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace remirai {

// History for charts. A number that an operator sees over time has one definition and one name here.
enum class SeriesMetric {
    // of one queue
    Depth,
    InFlight,
    Delayed,
    Dead, // in its dead-letter queue
    OldestAge,
    Arrivals,
    Completions,
    WaitP50, // of first receives
    WaitP95,
    WaitP99,
    // of the whole
    Slots,
    Running,
    Requests,
    LatencyP50, // of HTTP requests
    LatencyP99,
    Responses,
    Failures, // attempts that failed
};
inline constexpr size_t kSeriesMetrics = 17;
QString toString(SeriesMetric metric);
std::optional<SeriesMetric> seriesMetricFrom(QStringView text);
bool isPerQueue(SeriesMetric metric);
QString unitOf(SeriesMetric metric); // "messages", "ms", "per_second", "slots"

// All metrics of one subject (a queue, or the whole) at one second; NaN = not measured.
using SeriesPoint = std::array<float, kSeriesMetrics>;
inline SeriesPoint emptyPoint()
{
    SeriesPoint point;
    point.fill(std::numeric_limits<float>::quiet_NaN());
    return point;
}

// Mean, least and most of some points; NaN when there were none.
struct Band
{
    double mean = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();

    bool isEmpty() const { return std::isnan(mean); }
};
struct TimedBand
{
    qint64 atMs = 0;
    Band band;
};
Band bandOf(std::span<const Band> parts);

// The finer a tier, the shorter it is kept.
struct SeriesTier
{
    qint64 stepMs;
    qint64 keptMs;
};
inline constexpr SeriesTier kSecondTier{1'000, 3'600'000};
inline constexpr SeriesTier kMinuteTier{60'000, 7 * 86'400'000LL};
inline constexpr SeriesTier kHourTier{3'600'000, 90 * 86'400'000LL};
inline constexpr int kMaxSeriesPoints = 2'000;
inline constexpr int kUsualSeriesPoints = 720;

struct SeriesRange
{
    qint64 fromMs = 0; // a multiple of stepMs
    qint64 toMs = 0; // exclusive
    qint64 stepMs = 0; // a multiple of the tier's
    SeriesTier tier = kSecondTier;

    size_t points() const { return static_cast<size_t>((toMs - fromMs) / stepMs); }
};
// The finest tier that still reaches back to `fromMs` and whose points are not too many; the step asked for, rounded up
// to the tier's, or the finest with at most kUsualSeriesPoints. Unprocessable with `field` from, to or step.
Result<SeriesRange> seriesRange(qint64 fromMs, qint64 toMs, std::optional<qint64> stepMs, qint64 nowMs);

// What was measured, as one band a step.
std::vector<Band> resample(const std::vector<TimedBand> &measured, const SeriesRange &range);

} // namespace remirai
