// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/series.h"
#include "core/services/monitor.h"
#include "core/services/vitals.h"
#include "core/services/writer.h"
#include "core/storage/seriesstore.h"

#include <deque>
#include <map>
#include <mutex>

namespace remirai {

// Keeps history: the last hour's seconds in memory, and in the database one small commit a minute, in three tiers whose
// old rows are deleted. With several servers on one database the figures of queues agree, and those of the whole are of
// the server that wrote last.
class SeriesRecorder
{
public:
    static constexpr size_t kMaxQueues = 64; // the oldest ones; more have no history

    explicit SeriesRecorder(Writer &writer);

    // What an earlier process measured within the last hour. Before add().
    Status load(Database &database, qint64 nowMs);

    // One thread:
    void add(const Overview &overview, const Vitals &vitals);
    void flush(); // writes the minute that is not over

    // Any thread:
    QStringList queues() const; // measured within the last hour
    std::vector<TimedBand> seconds(const QString &subject, SeriesMetric metric, qint64 fromMs, qint64 toMs) const;

private:
    struct Totals
    {
        qint64 atMs = 0;
        qint64 sent = 0;
        qint64 gone = 0;
        WaitCounts waits{};
    };
    using Seconds = std::deque<std::pair<qint64, SeriesPoint>>;

    SeriesPoint pointOf(const QueueView &view, qint64 atMs);
    SeriesPoint wholeOf(const Overview &overview, const Vitals &vitals);
    void keep(const QString &subject, qint64 atMs, const SeriesPoint &point);
    void forgetDeleted(const std::vector<const QueueView *> &views, qint64 nowMs);
    void write(qint64 minute, bool endsHour);
    std::vector<SeriesRow> rowsOf(qint64 minute, bool endsHour) const;

    Writer &m_writer;
    std::map<qint64, Totals> m_before; // by queue, from the look before
    qint64 m_wholeAtMs = 0;
    qint64 m_responses = 0;
    qint64 m_failures = 0;
    qint64 m_minute = 0; // the one that fills

    mutable std::mutex m_mutex;
    std::map<QString, Seconds> m_seconds; // by subject
};

// How points are written: {"depth":[3,4,null,…]}, a number instead of sixty equal ones; {"depth":[mean,least,most]}.
QByteArray encodeSeconds(const std::vector<SeriesPoint> &points);
std::vector<SeriesPoint> decodeSeconds(const QByteArray &json, size_t count);
QByteArray encodeBands(const std::array<Band, kSeriesMetrics> &bands);
Band decodeBand(const QByteArray &json, SeriesMetric metric);

} // namespace remirai
