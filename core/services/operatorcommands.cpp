// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operatorcommands.h"

namespace remirai {

namespace {

constexpr int kBite = 1'000;

Result<Queue> queueNamed(Transaction &tx, const QString &name)
{
    const auto queue = findQueue(tx.database(), name);
    if (!queue)
        return queue.error();
    if (!*queue)
        return Error{ErrorCode::NotFound, QStringLiteral("there is no queue named %1").arg(name),
                     QStringLiteral("name")};
    return **queue;
}

// Repeats `bite(tx) -> Result<qint64>` until it finds nothing more.
template <typename Bite> Result<BulkOutcome> repeat(Writer &writer, Bite bite)
{
    BulkOutcome outcome;
    for (;;) {
        const Result<qint64> done = writer.call(bite);
        if (!done)
            return done.error();
        outcome.messages += *done;
        if (*done < kBite)
            return outcome;
    }
}

} // namespace

Result<BulkOutcome> redriveQueue(Writer &writer, const SagaSetup &setup, const QString &deadLetters,
                                 const QString &actor)
{
    return repeat(writer, [&](Transaction &tx) -> Result<qint64> {
        const auto queue = queueNamed(tx, deadLetters);
        if (!queue)
            return queue.error();
        const auto moved = redriveSome(tx, *queue, kBite);
        if (!moved)
            return moved.error();
        if (const Status resumed = resumeRedriven(tx, setup, *moved); !resumed)
            return resumed.error();
        const auto count = static_cast<qint64>(moved->size());
        if (count > 0)
            tx.record("queue.redriven", queue->name,
                      {{QStringLiteral("actor"), actor}, {QStringLiteral("messages"), count}});
        return count;
    });
}

Result<BulkOutcome> purgeQueue(Writer &writer, const QString &name, const QString &actor)
{
    return repeat(writer, [&](Transaction &tx) -> Result<qint64> {
        const auto queue = queueNamed(tx, name);
        if (!queue)
            return queue.error();
        qint64 deleted = 0;
        const auto sagas = purgeSome(tx, *queue, kBite, &deleted);
        if (!sagas)
            return sagas.error();
        if (const Status failed = failPurged(tx, *sagas); !failed)
            return failed.error();
        if (deleted > 0)
            tx.record("queue.purged", queue->name,
                      {{QStringLiteral("actor"), actor}, {QStringLiteral("messages"), deleted}});
        return deleted;
    });
}

} // namespace remirai
