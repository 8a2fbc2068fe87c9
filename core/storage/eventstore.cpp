// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/eventstore.h"

namespace remirai {

namespace {

constexpr Statement kEventsAfter{
    "SELECT seq, at, kind, subject, payload FROM events WHERE seq > ? ORDER BY seq LIMIT ?"};
constexpr Statement kEventsAbout{
    "SELECT seq, at, kind, subject, payload FROM events WHERE subject = ? ORDER BY seq LIMIT ?"};
constexpr Statement kLastEvent{"SELECT seq FROM events ORDER BY seq DESC LIMIT 1"};
// The newest row always stays: SQLite numbers the next one from it.
constexpr Statement kPrune{"DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq < "
                           "(SELECT max(seq) FROM events) ORDER BY seq LIMIT ?) AND at < ?"};
// The row stays: numbers must not be given twice, and that something happened is no secret.
constexpr Statement kBlank{"UPDATE events SET payload = '{}' WHERE subject = ?"};

StoredEvent toEvent(const Row &row)
{
    return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.utf8(4)};
}

} // namespace

Result<std::vector<StoredEvent>> eventsAfter(Database &database, qint64 seq, int limit)
{
    return database.all(kEventsAfter, {seq, limit}, toEvent);
}

Result<std::vector<StoredEvent>> eventsAbout(Database &database, const QString &subject, int limit)
{
    return database.all(kEventsAbout, {subject, limit}, toEvent);
}

Result<qint64> lastEventSeq(Database &database)
{
    const auto row = database.first(kLastEvent, {}, [](const Row &r) { return r.integer(0); });
    if (!row)
        return row.error();
    return row->value_or(0);
}

Result<qint64> pruneEvents(Database &database, qint64 beforeMs, int limit)
{
    return database.run(kPrune, {limit, beforeMs});
}

Status blankEventsAbout(Database &database, const QString &subject)
{
    const auto blanked = database.run(kBlank, {subject});
    return blanked ? Status() : Status(blanked.error());
}

} // namespace remirai
