// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/queue/queuesetup.h"
#include "core/saga/sagaengine.h"
#include "core/services/writer.h"

namespace remirai {

// Actions of an operator that may touch a million rows: bites of one transaction each, so that nobody else waits long.
struct BulkOutcome
{
    qint64 messages = 0;
};

// Blocks until done; not from an HTTP thread. NotFound, Unprocessable.
Result<BulkOutcome> redriveQueue(Writer &writer, const SagaSetup &setup, const QString &deadLetters,
                                 const QString &actor);
Result<BulkOutcome> purgeQueue(Writer &writer, const QString &name, const QString &actor);

} // namespace remirai
