// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/movetasks.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kTurnMs = 900; // between two bites; a little less than the second that calls us
constexpr int kBite = 2'000; // of a task without a rate: some 30 ms of the writer

// SQS's words in FailureReason.
const QString kNoDestination = QStringLiteral("AWS.SimpleQueueService.NonExistentQueue");
const QString kNoSource = QStringLiteral("CouldNotDetermineMessageSource");

Status end(Transaction &tx, MoveTask &task, MoveState state, const QString &failure = {})
{
    task.state = state;
    task.failure = failure;
    tx.record("queue.moved", task.source,
              {{QStringLiteral("state"), textOf(kMoveStateTexts, state)},
               {QStringLiteral("messages"), task.moved},
               {QStringLiteral("destination"), task.destination}});
    return saveMoveTask(tx, task);
}

// Where the task's messages go: 0 for "where each came from", nothing when the named queue is gone.
Result<std::optional<qint64>> targetOf(Database &database, const MoveTask &task)
{
    if (task.destination.isEmpty())
        return std::optional<qint64>(0);
    const auto queue = findQueue(database, task.destination);
    if (!queue)
        return queue.error();
    return *queue ? std::optional<qint64>((*queue)->id) : std::optional<qint64>();
}

Result<qint64> bite(Transaction &tx, MoveTask &task, const Queue &source)
{
    const auto target = targetOf(tx.database(), task);
    if (!target)
        return target.error();
    if (!*target) {
        const Status ended = end(tx, task, MoveState::Failed, kNoDestination);
        return ended ? Result<qint64>(0) : ended.error();
    }
    const int limit = task.perSecond > 0 ? task.perSecond : kBite;
    const auto moved = moveMessages(tx, source.id, **target, limit);
    if (!moved)
        return moved.error();
    for (const Message &message : *moved)
        countMoved(tx, source.id, message.queueId);
    const auto count = static_cast<qint64>(moved->size());
    task.moved += count;
    if (count == limit) {
        const Status saved = saveMoveTask(tx, task);
        return saved ? Result<qint64>(count) : saved.error();
    }
    const auto left = hasDueMessage(tx.database(), source.id, tx.nowMs());
    if (!left)
        return left.error();
    const Status ended =
        *left && **target == 0 ? end(tx, task, MoveState::Failed, kNoSource) : end(tx, task, MoveState::Completed);
    return ended ? Result<qint64>(count) : ended.error();
}

} // namespace

Result<bool> isDeadLetterQueue(Database &database, const Queue &queue)
{
    const auto queues = allQueues(database);
    if (!queues)
        return queues.error();
    return std::any_of(queues->begin(), queues->end(),
                       [&](const Queue &other) { return other.deadLetterId == queue.id; });
}

Result<MoveTask> startMoveTask(Transaction &tx, const Queue &source, const Queue *destination, int perSecond)
{
    const auto counts = queueCounts(tx.database(), source.id, tx.nowMs());
    if (!counts)
        return counts.error();
    MoveTask task;
    task.id = tx.environment().newId<MoveTaskId>();
    task.source = source.name;
    task.destination = destination ? destination->name : QString();
    task.perSecond = perSecond;
    task.toMove = counts->depth;
    task.startedAtMs = task.ranAtMs = tx.nowMs();
    if (const Status inserted = insertMoveTask(tx, task); !inserted)
        return inserted.error();
    if (const auto moved = bite(tx, task, source); !moved)
        return moved.error();
    return task;
}

Result<std::optional<MoveTask>> cancelMoveTask(Transaction &tx, MoveTaskId id)
{
    auto task = findMoveTask(tx.database(), id);
    if (!task)
        return task.error();
    if (!*task || (*task)->state != MoveState::Running)
        return std::optional<MoveTask>();
    if (const Status ended = end(tx, **task, MoveState::Cancelled); !ended)
        return ended.error();
    return *task;
}

Result<qint64> advanceMoveTasks(Transaction &tx)
{
    auto tasks = runningMoveTasks(tx.database());
    if (!tasks)
        return tasks.error();
    qint64 moved = 0;
    for (MoveTask &task : *tasks) {
        const auto ours = takeTurn(tx, task, tx.nowMs() - kTurnMs);
        if (!ours)
            return ours.error();
        if (!*ours)
            continue;
        const auto source = findQueue(tx.database(), task.source);
        if (!source)
            return source.error();
        if (!*source) {
            if (const Status ended = end(tx, task, MoveState::Failed, kNoDestination); !ended)
                return ended.error();
            continue;
        }
        const auto count = bite(tx, task, **source);
        if (!count)
            return count.error();
        moved += *count;
    }
    return moved;
}

} // namespace remirai
