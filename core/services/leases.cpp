// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/leases.h"

#include "core/storage/messagestore.h"

namespace remirai {

Result<qint64> endLeasesOfWorkers(Transaction &tx, const SagaSetup &setup,
                                  const std::function<bool(const QString &worker)> &isGone)
{
    qint64 ended = 0;
    for (const qint64 queue : {setup.synthesis.id, setup.illustration.id}) {
        const auto holders = leaseHolders(tx.database(), queue, tx.nowMs());
        if (!holders)
            return holders.error();
        for (const QString &worker : *holders) {
            if (!isGone(worker))
                continue;
            const auto some = endLeasesOf(tx, queue, worker);
            if (!some)
                return some.error();
            ended += *some;
        }
    }
    return ended;
}

} // namespace remirai
