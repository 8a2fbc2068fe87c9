// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/movetaskstore.h"

namespace remirai {

namespace {

// The columns of toTask(), in its order.
#define TASK_COLUMNS "id, source, destination, per_second, state, failure, moved, to_move, started_at, ran_at"

constexpr Statement kInsert{"INSERT INTO move_tasks (" TASK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                            "ON CONFLICT DO NOTHING"};
constexpr Statement kSave{"UPDATE move_tasks SET state = ?, failure = ?, moved = ? WHERE id = ?"};
constexpr Statement kTakeTurn{
    "UPDATE move_tasks SET ran_at = ? WHERE id = ? AND state = 'running' AND ran_at = ? AND ran_at <= ?"};
constexpr Statement kById{"SELECT " TASK_COLUMNS " FROM move_tasks WHERE id = ?"};
constexpr Statement kRunning{"SELECT " TASK_COLUMNS " FROM move_tasks WHERE state = 'running' ORDER BY started_at, id"};
constexpr Statement kOfSource{"SELECT " TASK_COLUMNS
                              " FROM move_tasks WHERE source = ? ORDER BY started_at DESC, id DESC LIMIT ?"};
#undef TASK_COLUMNS

MoveTask toTask(const Row &row)
{
    MoveTask task;
    task.id = row.id<MoveTaskId>(0);
    task.source = row.text(1);
    task.destination = row.text(2);
    task.perSecond = static_cast<int>(row.integer(3));
    task.state = valueOf(kMoveStateTexts, row.text(4)).value_or(MoveState::Failed);
    task.failure = row.text(5);
    task.moved = row.integer(6);
    task.toMove = row.integer(7);
    task.startedAtMs = row.integer(8);
    task.ranAtMs = row.integer(9);
    return task;
}

} // namespace

Status insertMoveTask(Transaction &tx, const MoveTask &task)
{
    const auto inserted =
        tx.database().run(kInsert,
                          {task.id, task.source, task.destination, task.perSecond, textOf(kMoveStateTexts, task.state),
                           task.failure, task.moved, task.toMove, task.startedAtMs, task.ranAtMs});
    if (!inserted)
        return inserted.error();
    if (*inserted == 0)
        return Error{ErrorCode::Conflict, QStringLiteral("a move task of %1 is running").arg(task.source), {}};
    return {};
}

Status saveMoveTask(Transaction &tx, const MoveTask &task)
{
    const auto saved =
        tx.database().run(kSave, {textOf(kMoveStateTexts, task.state), task.failure, task.moved, task.id});
    return saved ? Status() : Status(saved.error());
}

Result<bool> takeTurn(Transaction &tx, const MoveTask &task, qint64 ranBeforeMs)
{
    const auto taken = tx.database().run(kTakeTurn, {tx.nowMs(), task.id, task.ranAtMs, ranBeforeMs});
    if (!taken)
        return taken.error();
    return *taken > 0;
}

Result<std::optional<MoveTask>> findMoveTask(Database &database, MoveTaskId id)
{
    return database.first(kById, {id}, toTask);
}

Result<std::vector<MoveTask>> runningMoveTasks(Database &database)
{
    return database.all(kRunning, {}, toTask);
}

Result<std::vector<MoveTask>> moveTasksOf(Database &database, const QString &source, int limit)
{
    return database.all(kOfSource, {source, limit}, toTask);
}

} // namespace remirai
