// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/survey.h"
#include "core/queue/messagequeue.h"
#include "core/saga/advance.h"
#include "core/saga/stepmessage.h"

namespace remirai {

// The queues of the persona saga, one a step, and how often a step is tried. A value, made once at start.
struct SagaSetup
{
    Queue synthesis;
    Queue illustration;
    RetryPolicy retry;

    const Queue &queueOf(StepName step) const;
    const Queue *find(qint64 queueId) const; // null for a queue that no saga uses
};

// Everything here runs inside the caller's transaction on the writer's thread.

// Starts a saga for the persona and sends its first message. Conflict when one is running.
Result<Saga> beginSaga(Transaction &tx, const SagaSetup &setup, const Persona &persona, const Survey &survey);

// One delivery that a worker is to carry out.
struct StepJob
{
    ReceiptHandle receipt;
    StepMessage message;
    int attempt = 1; // deliveries counted so far
    qint64 leaseEndsAtMs = 0; // wall clock
};
// Claims work for `max` free slots and opens an attempt for each. Messages that cannot or need not be carried out
// (unreadable, foreign, duplicate, spent) are dealt with here and never reach a worker.
Result<std::vector<StepJob>> claimJobs(Transaction &tx, const SagaSetup &setup, StepName step, int max,
                                       const QString &worker);

// Makes a failed saga run again from the step it failed at: its dead letter comes back, or a new message is sent.
// Conflict unless it is failed.
Status retrySaga(Transaction &tx, const SagaSetup &setup, SagaId id);

// After messages moved or vanished without a worker: what it means for their sagas.
Status resumeRedriven(Transaction &tx, const SagaSetup &setup, const std::vector<Message> &messages);
Status failAbandoned(Transaction &tx, const std::vector<Message> &messages); // error = the message's lastError
Status failPurged(Transaction &tx, const std::vector<SagaId> &sagas);

// Takes a saga back whatever its state: its message, outputs, attempts and picture are gone, and an answer that a
// worker still owes is stale.
Status eraseSaga(Transaction &tx, const Saga &saga);

} // namespace remirai
