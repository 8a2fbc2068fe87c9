// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/queue/messagequeue.h"
#include "core/storage/movetaskstore.h"

namespace remirai {

// Moving messages out of a dead-letter queue as a task with a row of its own: it survives restarts, keeps to a rate,
// and can be watched and cancelled. Inside the caller's transaction.

// Whether the queue is the dead-letter queue of any other: only those may be moved from.
Result<bool> isDeadLetterQueue(Database &database, const Queue &queue);

// Starts a task and moves its first bite. `destination` null: each message goes where it came from. Conflict when one
// runs for that source.
Result<MoveTask> startMoveTask(Transaction &tx, const Queue &source, const Queue *destination, int perSecond);

// Ends a running task; what it moved stays moved. Nothing when there is no such running task.
Result<std::optional<MoveTask>> cancelMoveTask(Transaction &tx, MoveTaskId id);

// The next bite of every task whose turn it is: called about once a second. How many messages moved.
Result<qint64> advanceMoveTasks(Transaction &tx);

} // namespace remirai
