// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/seriesrecorder.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr size_t kSecondsAMinute = 60;

float &at(SeriesPoint &point, SeriesMetric metric)
{
    return point[static_cast<size_t>(metric)];
}

double perSecond(qint64 now, qint64 before, qint64 spanMs)
{
    return static_cast<double>(std::max<qint64>(0, now - before)) * 1'000 / static_cast<double>(spanMs);
}

float orGap(const std::optional<double> &value)
{
    return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
}

std::array<Band, kSeriesMetrics> bandsOf(const std::vector<SeriesPoint> &points)
{
    std::array<Band, kSeriesMetrics> bands;
    for (size_t metric = 0; metric < kSeriesMetrics; ++metric) {
        std::vector<Band> parts;
        for (const SeriesPoint &point : points) {
            const auto value = static_cast<double>(point[metric]);
            parts.push_back({value, value, value});
        }
        bands[metric] = bandOf(parts);
    }
    return bands;
}

} // namespace

SeriesRecorder::SeriesRecorder(Writer &writer)
    : m_writer(writer)
{ }

Status SeriesRecorder::load(Database &database, qint64 nowMs)
{
    const auto rows = seriesRows(database, kSecondTier.stepMs, nowMs - kSecondTier.keptMs, nowMs + 1);
    if (!rows)
        return rows.error();
    for (const SeriesRow &row : *rows) {
        const auto points = decodeSeconds(row.points, kSecondsAMinute);
        for (size_t i = 0; i < points.size(); ++i) {
            const bool isEmpty = std::all_of(points[i].begin(), points[i].end(), [](float v) { return std::isnan(v); });
            if (!isEmpty)
                keep(row.subject, row.atMs + static_cast<qint64>(i) * kSecondTier.stepMs, points[i]);
        }
    }
    return {};
}

void SeriesRecorder::add(const Overview &overview, const Vitals &vitals)
{
    const qint64 minute = overview.atMs / kMinuteMs;
    constexpr qint64 kMinutesAnHour = kHourTier.stepMs / kMinuteMs;
    if (m_minute != 0 && minute != m_minute) // minutes that nobody looked at may lie between
        write(m_minute, minute / kMinutesAnHour != m_minute / kMinutesAnHour);
    m_minute = minute;
    std::vector<const QueueView *> views;
    for (const QueueView &view : overview.queues)
        views.push_back(&view);
    std::sort(views.begin(), views.end(), [](auto *a, auto *b) { return a->queue.id < b->queue.id; });
    if (views.size() > kMaxQueues)
        views.resize(kMaxQueues);
    for (const QueueView *view : views)
        keep(view->queue.name, overview.atMs, pointOf(*view, overview.atMs));
    keep({}, overview.atMs, wholeOf(overview, vitals));
    forgetDeleted(views, overview.atMs);
}

void SeriesRecorder::flush()
{
    if (m_minute != 0)
        write(m_minute, true);
}

void SeriesRecorder::forgetDeleted(const std::vector<const QueueView *> &views, qint64 nowMs)
{
    std::erase_if(m_before, [&](const auto &before) {
        return std::none_of(views.begin(), views.end(), [&](auto *view) { return view->queue.id == before.first; });
    });
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_seconds, [&](const auto &subject) {
        return subject.second.empty() || subject.second.back().first < nowMs - kSecondTier.keptMs;
    });
}

SeriesPoint SeriesRecorder::pointOf(const QueueView &view, qint64 atMs)
{
    SeriesPoint point = emptyPoint();
    at(point, SeriesMetric::Depth) = static_cast<float>(view.counts.depth);
    at(point, SeriesMetric::InFlight) = static_cast<float>(view.counts.inFlight);
    at(point, SeriesMetric::Delayed) = static_cast<float>(view.counts.delayed);
    at(point, SeriesMetric::Dead) = static_cast<float>(view.deadLetters);
    at(point, SeriesMetric::OldestAge) = static_cast<float>(view.counts.oldestAgeMs);
    const Totals now{atMs, view.counts.sentTotal, view.counts.sentTotal - view.counts.total(), view.waits};
    const auto before = m_before.find(view.queue.id);
    if (before != m_before.end() && before->second.atMs < atMs) {
        const Totals &then = before->second;
        at(point, SeriesMetric::Arrivals) = static_cast<float>(perSecond(now.sent, then.sent, atMs - then.atMs));
        at(point, SeriesMetric::Completions) = static_cast<float>(perSecond(now.gone, then.gone, atMs - then.atMs));
        const WaitCounts waits = waitsSince(now.waits, then.waits);
        at(point, SeriesMetric::WaitP50) = orGap(waitPercentileMs(waits, 0.5));
        at(point, SeriesMetric::WaitP95) = orGap(waitPercentileMs(waits, 0.95));
        at(point, SeriesMetric::WaitP99) = orGap(waitPercentileMs(waits, 0.99));
    }
    m_before[view.queue.id] = now;
    return point;
}

SeriesPoint SeriesRecorder::wholeOf(const Overview &overview, const Vitals &vitals)
{
    SeriesPoint point = emptyPoint();
    at(point, SeriesMetric::Slots) = static_cast<float>(vitals.slotCount);
    at(point, SeriesMetric::Running) = static_cast<float>(vitals.running);
    at(point, SeriesMetric::Requests) = static_cast<float>(vitals.requestsPerSecond);
    at(point, SeriesMetric::LatencyP50) = static_cast<float>(vitals.latencyP50Ms);
    at(point, SeriesMetric::LatencyP99) = static_cast<float>(vitals.latencyP99Ms);
    if (m_wholeAtMs != 0 && m_wholeAtMs < overview.atMs) {
        const qint64 spanMs = overview.atMs - m_wholeAtMs;
        at(point, SeriesMetric::Responses) =
            static_cast<float>(perSecond(overview.responsesAccepted, m_responses, spanMs));
        at(point, SeriesMetric::Failures) = static_cast<float>(perSecond(overview.failures, m_failures, spanMs));
    }
    m_wholeAtMs = overview.atMs;
    m_responses = overview.responsesAccepted;
    m_failures = overview.failures;
    return point;
}

void SeriesRecorder::keep(const QString &subject, qint64 atMs, const SeriesPoint &point)
{
    const qint64 second = atMs / kSecondTier.stepMs * kSecondTier.stepMs;
    const std::lock_guard lock(m_mutex);
    Seconds &seconds = m_seconds[subject];
    if (!seconds.empty() && seconds.back().first == second)
        seconds.back().second = point;
    else
        seconds.emplace_back(second, point);
    while (seconds.front().first < second - kSecondTier.keptMs)
        seconds.pop_front();
}

std::vector<SeriesRow> SeriesRecorder::rowsOf(qint64 minute, bool endsHour) const
{
    const qint64 fromMs = minute * kMinuteMs;
    const qint64 hourMs = fromMs / kHourTier.stepMs * kHourTier.stepMs;
    const std::lock_guard lock(m_mutex);
    std::vector<SeriesRow> rows;
    for (const auto &[subject, seconds] : m_seconds) {
        std::vector<SeriesPoint> block(kSecondsAMinute, emptyPoint());
        std::vector<SeriesPoint> hour;
        bool isMeasured = false;
        for (const auto &[second, point] : seconds) {
            if (second >= hourMs && second < hourMs + kHourTier.stepMs)
                hour.push_back(point);
            if (second < fromMs || second >= fromMs + kMinuteMs)
                continue;
            block[static_cast<size_t>((second - fromMs) / kSecondTier.stepMs)] = point;
            isMeasured = true;
        }
        if (!isMeasured)
            continue;
        rows.push_back({kSecondTier.stepMs, fromMs, subject, encodeSeconds(block)});
        rows.push_back({kMinuteTier.stepMs, fromMs, subject, encodeBands(bandsOf(block))});
        if (endsHour)
            rows.push_back({kHourTier.stepMs, hourMs, subject, encodeBands(bandsOf(hour))});
    }
    return rows;
}

void SeriesRecorder::write(qint64 minute, bool endsHour)
{
    m_writer.post(
        [rows = rowsOf(minute, endsHour)](Transaction &tx) -> Result<qint64> {
            for (const SeriesRow &row : rows) {
                if (const Status put = putSeries(tx, row); !put)
                    return put.error();
            }
            for (const SeriesTier &tier : {kSecondTier, kMinuteTier, kHourTier}) {
                if (const auto pruned = pruneSeries(tx, tier.stepMs, tx.nowMs() - tier.keptMs - tier.stepMs); !pruned)
                    return pruned.error();
            }
            return static_cast<qint64>(rows.size());
        },
        [](Result<qint64> &&written) {
            if (!written)
                qWarning("history: %s", qPrintable(written.error().message));
        });
}

QStringList SeriesRecorder::queues() const
{
    const std::lock_guard lock(m_mutex);
    QStringList names;
    for (const auto &[subject, seconds] : m_seconds) {
        if (!subject.isEmpty())
            names << subject;
    }
    return names;
}

std::vector<TimedBand> SeriesRecorder::seconds(const QString &subject, SeriesMetric metric, qint64 fromMs,
                                               qint64 toMs) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<TimedBand> bands;
    const auto found = m_seconds.find(subject);
    if (found == m_seconds.end())
        return bands;
    for (const auto &[second, point] : found->second) {
        const auto value = static_cast<double>(point[static_cast<size_t>(metric)]);
        if (second >= fromMs && second < toMs && !std::isnan(value))
            bands.push_back({second, {value, value, value}});
    }
    return bands;
}

} // namespace remirai
