// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/series.h"

#include "core/domain/enumtext.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr EnumTexts<SeriesMetric, kSeriesMetrics> kMetricTexts{{
    {SeriesMetric::Depth, u"depth"},
    {SeriesMetric::InFlight, u"in_flight"},
    {SeriesMetric::Delayed, u"delayed"},
    {SeriesMetric::Dead, u"dead"},
    {SeriesMetric::OldestAge, u"oldest_age_ms"},
    {SeriesMetric::Arrivals, u"arrivals"},
    {SeriesMetric::Completions, u"completions"},
    {SeriesMetric::WaitP50, u"wait_p50_ms"},
    {SeriesMetric::WaitP95, u"wait_p95_ms"},
    {SeriesMetric::WaitP99, u"wait_p99_ms"},
    {SeriesMetric::Slots, u"slots"},
    {SeriesMetric::Running, u"running"},
    {SeriesMetric::Requests, u"requests"},
    {SeriesMetric::LatencyP50, u"latency_p50_ms"},
    {SeriesMetric::LatencyP99, u"latency_p99_ms"},
    {SeriesMetric::Responses, u"responses"},
    {SeriesMetric::Failures, u"failures"},
}};

Error refused(const char *field, const QString &why)
{
    return {ErrorCode::Unprocessable, why, QString::fromLatin1(field)};
}

qint64 roundedUp(qint64 value, qint64 unit)
{
    return (value + unit - 1) / unit * unit;
}

} // namespace

QString toString(SeriesMetric metric)
{
    return textOf(kMetricTexts, metric);
}

std::optional<SeriesMetric> seriesMetricFrom(QStringView text)
{
    return valueOf(kMetricTexts, text);
}

bool isPerQueue(SeriesMetric metric)
{
    return metric < SeriesMetric::Slots;
}

QString unitOf(SeriesMetric metric)
{
    switch (metric) {
    case SeriesMetric::Depth:
    case SeriesMetric::InFlight:
    case SeriesMetric::Delayed:
    case SeriesMetric::Dead:
        return QStringLiteral("messages");
    case SeriesMetric::OldestAge:
    case SeriesMetric::WaitP50:
    case SeriesMetric::WaitP95:
    case SeriesMetric::WaitP99:
    case SeriesMetric::LatencyP50:
    case SeriesMetric::LatencyP99:
        return QStringLiteral("ms");
    case SeriesMetric::Arrivals:
    case SeriesMetric::Completions:
    case SeriesMetric::Requests:
    case SeriesMetric::Responses:
    case SeriesMetric::Failures:
        return QStringLiteral("per_second");
    case SeriesMetric::Slots:
    case SeriesMetric::Running:
        return QStringLiteral("slots");
    }
    Q_UNREACHABLE();
}

Band bandOf(std::span<const Band> parts)
{
    Band band;
    double sum = 0;
    int count = 0;
    for (const Band &part : parts) {
        if (part.isEmpty())
            continue;
        sum += part.mean;
        band.low = ++count == 1 ? part.low : std::min(band.low, part.low);
        band.high = count == 1 ? part.high : std::max(band.high, part.high);
    }
    if (count > 0)
        band.mean = sum / count;
    return band;
}

Result<SeriesRange> seriesRange(qint64 fromMs, qint64 toMs, std::optional<qint64> stepMs, qint64 nowMs)
{
    if (fromMs >= toMs)
        return refused("from", QStringLiteral("from has to lie before to"));
    if (nowMs - fromMs > kHourTier.keptMs)
        return refused("from", QStringLiteral("history is kept for 90 days; ask from a later time on"));
    if (stepMs && *stepMs <= 0)
        return refused("step", QStringLiteral("step has to be longer than 0"));
    for (const SeriesTier &tier : {kSecondTier, kMinuteTier, kHourTier}) {
        const bool isLast = tier.stepMs == kHourTier.stepMs;
        if (nowMs - fromMs > tier.keptMs + tier.stepMs && !isLast)
            continue;
        const qint64 most = stepMs ? kMaxSeriesPoints : kUsualSeriesPoints;
        const qint64 wanted = stepMs.value_or(roundedUp(toMs - fromMs, most) / most);
        SeriesRange range;
        range.tier = tier;
        range.stepMs = roundedUp(std::max(wanted, tier.stepMs), tier.stepMs);
        range.fromMs = fromMs / range.stepMs * range.stepMs;
        range.toMs = roundedUp(toMs, range.stepMs);
        if (range.points() <= kMaxSeriesPoints)
            return range;
        return refused("step",
                       QStringLiteral("that would be %1 points; at most %2 are given: ask for a longer step")
                           .arg(range.points())
                           .arg(kMaxSeriesPoints));
    }
    Q_UNREACHABLE();
}

std::vector<Band> resample(const std::vector<TimedBand> &measured, const SeriesRange &range)
{
    std::vector<std::vector<Band>> parts(range.points());
    for (const TimedBand &one : measured) {
        if (one.atMs >= range.fromMs && one.atMs < range.toMs && !one.band.isEmpty())
            parts[static_cast<size_t>((one.atMs - range.fromMs) / range.stepMs)].push_back(one.band);
    }
    std::vector<Band> bands;
    bands.reserve(parts.size());
    for (const std::vector<Band> &part : parts)
        bands.push_back(bandOf(part));
    return bands;
}

} // namespace remirai
