// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/message.h"
#include "core/storage/transaction.h"

namespace remirai {

Result<std::optional<Queue>> findQueue(Database &database, const QString &name);
Result<std::optional<Queue>> findQueue(Database &database, qint64 id);
Result<std::vector<Queue>> allQueues(Database &database); // by name
Result<qint64> countQueues(Database &database); // deleted ones that still hold messages included
// Conflict when the name is taken. The stored queue carries its id. Queues whose redrive policy names it find it again.
Result<Queue> insertQueue(Transaction &tx, const Queue &queue);
// Writes every setting but id, name and creation time.
Status saveQueue(Transaction &tx, const Queue &queue);
// Takes name and existence from a queue at once; its messages stay until they are purged, then eraseQueue() ends it.
Status dropQueue(Transaction &tx, qint64 queueId);
Result<std::optional<qint64>> anyDroppedQueue(Database &database);
Status eraseQueue(Transaction &tx, qint64 queueId);

// Names of a queue's running totals.
std::string sentCounter(qint64 queueId); // messages that came in: sent, redriven, moved here
std::string goneCounter(qint64 queueId); // messages that left: deleted, moved away, expired
std::string completedCounter(qint64 queueId); // of those that left, deleted by a consumer
std::string deadCounter(qint64 queueId); // of those that left, moved to the dead-letter queue
std::string waitCounter(qint64 queueId, int bucket); // first receives by how long they had waited (core/domain/waits.h)

// Reads the counts of one queue at `nowMs`; cheap at any depth except for many delayed messages (an index-only range).
Result<QueueCounts> queueCounts(Database &database, qint64 queueId, qint64 nowMs);

} // namespace remirai
