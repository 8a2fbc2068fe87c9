// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/saga/sagaengine.h"
#include "core/services/operationscan.h"

namespace remirai {

// The work of an operation in transactions of bounded length: each takes its row, so that two servers never work on the
// same one, acts on a few candidates and writes where it stands. Nothing when the operation is over or another's.

struct Bite
{
    OperationId operation;
    Uuid runner;
    qint64 most = 0; // items it may touch
};
using BiteResult = Result<std::optional<Operation>>;

inline constexpr int kMaxBite = 200;
inline constexpr qint64 kOperationLeaseMs = 15'000;

// From counting to the canary, or to the ramp.
BiteResult beginActing(Transaction &tx, const Bite &bite, qint64 matched);
BiteResult actOnSome(Transaction &tx, const SagaSetup &setup, const Bite &bite);
// From watching the canary to the ramp.
BiteResult goOnAfterCanary(Transaction &tx, const Bite &bite);
BiteResult giveUp(Transaction &tx, const Bite &bite, OperationState state, const QString &note);

} // namespace remirai
