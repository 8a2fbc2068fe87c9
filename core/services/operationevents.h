// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/operation.h"
#include "core/storage/transaction.h"

namespace remirai {

// What the event log says of an operation; the subject is its id.
void tellStarted(Transaction &tx, const Operation &operation);
void tellProgress(Transaction &tx, const Operation &operation);
void tellFinished(Transaction &tx, const Operation &operation);

} // namespace remirai
