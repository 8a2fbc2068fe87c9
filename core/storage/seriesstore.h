// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/transaction.h"

namespace remirai {

// History as rows; what `points` holds is the recorder's business (core/services/seriesrecorder.h).
struct SeriesRow
{
    qint64 tierMs = 0;
    qint64 atMs = 0;
    QString subject; // a queue's name; empty = the whole
    QByteArray points; // JSON
};

// Replaces what the same tier, time and subject had.
Status putSeries(Transaction &tx, const SeriesRow &row);
// In the order of time; `fromMs` inclusive, `toMs` exclusive.
Result<std::vector<SeriesRow>> seriesRows(Database &database, qint64 tierMs, qint64 fromMs, qint64 toMs);
Result<qint64> pruneSeries(Transaction &tx, qint64 tierMs, qint64 beforeMs);

} // namespace remirai
