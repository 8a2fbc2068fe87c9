// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/movetask.h"
#include "core/storage/transaction.h"

namespace remirai {

// Conflict when one is running for that source.
Status insertMoveTask(Transaction &tx, const MoveTask &task);
// Writes state, failure and how much was moved.
Status saveMoveTask(Transaction &tx, const MoveTask &task);
// Makes this server the one that carries out the task's next bite; false when another was quicker, or it has ended.
Result<bool> takeTurn(Transaction &tx, const MoveTask &task, qint64 ranBeforeMs);

Result<std::optional<MoveTask>> findMoveTask(Database &database, MoveTaskId id);
Result<std::vector<MoveTask>> runningMoveTasks(Database &database);
Result<std::vector<MoveTask>> moveTasksOf(Database &database, const QString &source, int limit); // newest first

} // namespace remirai
