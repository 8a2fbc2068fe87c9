// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/saga/sagaengine.h"

namespace remirai {

// A worker's answer to one StepJob. `picture` is what an illustration made; it is stored with the same commit.
struct Settlement
{
    ReceiptHandle receipt;
    SagaId sagaId;
    StepName step = StepName::Synthesis; // that was carried out
    StepResult result;
    QByteArray picture;
};

enum class Settled {
    Applied,
    Stale, // the receipt no longer owns the message: another delivery has taken over; nothing changed but a counter
    Duplicate, // the step was recorded before; the message is gone now
};

// One transaction: fence by the receipt, record the output once, advance, save, send the next message, settle this one.
Result<Settled> settle(Transaction &tx, const SagaSetup &setup, const Settlement &settlement);

// Fails a running saga for good, outside a worker's answer; any other state is left alone.
Status failSaga(Transaction &tx, SagaId id, AttemptOutcome outcome, const QString &error);

} // namespace remirai
