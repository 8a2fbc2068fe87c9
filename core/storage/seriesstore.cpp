// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/seriesstore.h"

namespace remirai {

namespace {

constexpr Statement kPut{"INSERT INTO series (tier, at, subject, points) VALUES (?, ?, ?, ?) "
                         "ON CONFLICT (tier, at, subject) DO UPDATE SET points = excluded.points"};
constexpr Statement kRows{
    "SELECT tier, at, subject, points FROM series WHERE tier = ? AND at >= ? AND at < ? ORDER BY at, subject"};
constexpr Statement kPrune{"DELETE FROM series WHERE tier = ? AND at < ?"};

} // namespace

Status putSeries(Transaction &tx, const SeriesRow &row)
{
    const auto put = tx.database().run(kPut, {row.tierMs, row.atMs, row.subject, Bind::Utf8{row.points}});
    return put ? Status() : Status(put.error());
}

Result<std::vector<SeriesRow>> seriesRows(Database &database, qint64 tierMs, qint64 fromMs, qint64 toMs)
{
    return database.all(kRows, {tierMs, fromMs, toMs}, [](const Row &row) {
        return SeriesRow{row.integer(0), row.integer(1), row.text(2), row.utf8(3)};
    });
}

Result<qint64> pruneSeries(Transaction &tx, qint64 tierMs, qint64 beforeMs)
{
    return tx.database().run(kPrune, {tierMs, beforeMs});
}

} // namespace remirai
