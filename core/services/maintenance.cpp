// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/maintenance.h"

#include "core/queue/movetasks.h"
#include "core/queue/queuesetup.h"
#include "core/storage/eventstore.h"
#include "core/storage/idempotencystore.h"
#include "core/storage/operationstore.h"

namespace remirai {

namespace {

constexpr int kBite = 500;
constexpr int kEraseBite = 5'000;

Result<qint64> sweepQueue(Transaction &tx, const Queue &queue)
{
    const auto exhausted = buryExhausted(tx, queue, kBite);
    if (!exhausted)
        return exhausted.error();
    const auto expired = expireSome(tx, queue, kBite);
    if (!expired)
        return expired.error();
    if (const Status failed = failAbandoned(tx, *exhausted); !failed)
        return failed.error();
    if (const Status failed = failAbandoned(tx, *expired); !failed)
        return failed.error();
    return static_cast<qint64>(exhausted->size() + expired->size());
}

} // namespace

Result<qint64> sweep(Transaction &tx)
{
    const auto queues = allQueues(tx.database());
    if (!queues)
        return queues.error();
    qint64 touched = 0;
    for (const Queue &queue : *queues) {
        const auto swept = sweepQueue(tx, queue);
        if (!swept)
            return swept.error();
        touched += *swept;
    }
    const auto moved = advanceMoveTasks(tx);
    if (!moved)
        return moved.error();
    const auto erased = eraseEnded(tx, kEraseBite);
    if (!erased)
        return erased.error();
    const auto events = pruneEvents(tx.database(), tx.nowMs() - kEventsKeptMs, kBite);
    if (!events)
        return events.error();
    const auto items = pruneItems(tx.database(), tx.nowMs() - kEventsKeptMs, kBite);
    if (!items)
        return items.error();
    const auto answers = forgetAnswers(tx.database(), tx.nowMs() - kIdempotencyKeptMs);
    if (!answers)
        return answers.error();
    return touched + *moved + *erased + *events + *items + *answers;
}

} // namespace remirai
