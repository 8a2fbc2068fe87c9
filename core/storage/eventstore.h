// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/database.h"

namespace remirai {

struct StoredEvent
{
    qint64 seq = 0;
    qint64 atMs = 0;
    QString kind; // "saga.completed"
    QString subject; // the id or name it is about
    QByteArray payload; // JSON object
};

// Events after `seq`, oldest first. Numbers rise; they may skip.
Result<std::vector<StoredEvent>> eventsAfter(Database &database, qint64 seq, int limit);
Result<std::vector<StoredEvent>> eventsAbout(Database &database, const QString &subject, int limit);
Result<qint64> lastEventSeq(Database &database);
// Deletes at most `limit` events older than `beforeMs`; how many it deleted.
Result<qint64> pruneEvents(Database &database, qint64 beforeMs, int limit);

// Takes the payloads of all events about a subject away, for good.
Status blankEventsAbout(Database &database, const QString &subject);

} // namespace remirai
