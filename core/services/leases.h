// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/saga/sagaengine.h"

#include <functional>

namespace remirai {

// Command: ends at once the leases of workers that are known to be gone, so that their steps run again now instead of
// when the visibility timeout is over. How many.
Result<qint64> endLeasesOfWorkers(Transaction &tx, const SagaSetup &setup,
                                  const std::function<bool(const QString &worker)> &isGone);

} // namespace remirai
