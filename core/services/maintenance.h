// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/saga/sagaengine.h"

namespace remirai {

inline constexpr qint64 kEventsKeptMs = 7 * 86'400'000LL;

// Command, run about once a second: ends what ends by itself (leases on their last attempt, retention, deleted queues,
// old events and idempotency keys) and takes move tasks a bite further. Bounded work a call; returns how many rows it
// touched, so that the caller may hurry while it is many.
Result<qint64> sweep(Transaction &tx);

} // namespace remirai
