// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/operation.h"
#include "core/domain/redeath.h"
#include "core/storage/transaction.h"

namespace remirai {

// Operators' actions, and those that a server is at work on.

Status insertOperation(Transaction &tx, const Operation &operation);
Result<std::optional<Operation>> findOperation(Database &database, OperationId id);

struct OperationListing
{
    std::optional<OperationState> state;
    std::optional<OperationKind> kind;
    OperationId before; // cursor; null = from the newest
    int limit = 50;
};
Result<std::vector<Operation>> listOperations(Database &database, const OperationListing &listing); // newest first
Result<std::vector<OperationId>> runningOperations(Database &database, int limit); // oldest first

// Makes `runner` the one that works on it until `leaseUntilMs`, and locks the row until COMMIT; nothing when it is over
// or another's lease has not ended.
Result<std::optional<Operation>> takeOperation(Transaction &tx, OperationId id, const Uuid &runner,
                                               qint64 leaseUntilMs);
// Ends one that runs, whoever works on it; nothing when it does not run.
Result<std::optional<Operation>> endOperation(Transaction &tx, OperationId id, OperationState state,
                                              const QString &note);
// Writes state, phase, matched, done, skipped, note, cursor and times.
Status saveOperation(Transaction &tx, const Operation &operation);

// Something that was brought back, so that its end can be told later.
struct OperationItem
{
    qint64 position = 0;
    SagaId sagaId; // null for a message that no saga waits for
    StepName step = StepName::Synthesis; // of the saga when it was brought back
    qint64 messageSeq = 0;
    MessageId messageId; // null for a saga that was retried
    qint64 deadLetterId = 0; // where it would be again
};
Status insertItem(Transaction &tx, OperationId id, const OperationItem &item);
// How those with a position above `after` stand now.
Result<ItemTally> tallyItems(Database &database, OperationId id, qint64 after);
// Items of the oldest operation that has any, when it ended before; at most about `limit`.
Result<qint64> pruneItems(Database &database, qint64 finishedBeforeMs, int limit);

// Dead letters that came to a queue since.
Result<qint64> countArrivedSince(Database &database, qint64 queueId, qint64 sinceMs);

} // namespace remirai
