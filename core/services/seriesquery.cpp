// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/seriesquery.h"

#include <algorithm>

namespace remirai {

namespace {

// The rows of one subject, and until when they reach.
std::vector<TimedBand> written(const std::vector<SeriesRow> &rows, const QString &subject, SeriesMetric metric)
{
    std::vector<TimedBand> bands;
    for (const SeriesRow &row : rows) {
        if (row.subject == subject)
            bands.push_back({row.atMs, decodeBand(row.points, metric)});
    }
    return bands;
}

QStringList queuesOf(const SeriesRequest &request, const SeriesRecorder &recorder, const std::vector<SeriesRow> &rows)
{
    if (!request.queues.isEmpty())
        return request.queues;
    QStringList queues = recorder.queues();
    for (const SeriesRow &row : rows) {
        if (!row.subject.isEmpty() && !queues.contains(row.subject))
            queues << row.subject;
    }
    queues.sort();
    return queues;
}

} // namespace

Result<std::vector<SeriesLine>> readSeries(Database &database, const SeriesRecorder &recorder,
                                           const SeriesRequest &request)
{
    const SeriesRange &range = request.range;
    std::vector<SeriesRow> rows;
    if (range.tier.stepMs != kSecondTier.stepMs) {
        auto read = seriesRows(database, range.tier.stepMs, range.fromMs, range.toMs);
        if (!read)
            return read.error();
        rows = std::move(*read);
    }
    const qint64 writtenUntilMs = rows.empty() ? range.fromMs : rows.back().atMs + range.tier.stepMs;
    const auto line = [&](SeriesMetric metric, const QString &queue) {
        std::vector<TimedBand> measured = written(rows, queue, metric);
        const auto fresh = recorder.seconds(queue, metric, writtenUntilMs, range.toMs);
        measured.insert(measured.end(), fresh.begin(), fresh.end());
        return SeriesLine{metric, queue, resample(measured, range)};
    };
    std::vector<SeriesLine> lines;
    const QStringList queues = queuesOf(request, recorder, rows);
    for (const SeriesMetric metric : request.metrics) {
        if (!isPerQueue(metric))
            lines.push_back(line(metric, {}));
        for (const QString &queue : isPerQueue(metric) ? queues : QStringList())
            lines.push_back(line(metric, queue));
    }
    return lines;
}

} // namespace remirai
