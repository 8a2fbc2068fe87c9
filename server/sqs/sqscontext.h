// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/saga/sagaengine.h"
#include "core/services/monitor.h"
#include "core/services/writer.h"
#include "core/telemetry/metrics.h"
#include "server/auth/secret.h"
#include "server/http/clientaddress.h"
#include "server/sqs/credentials.h"
#include "server/sqs/inbox.h"
#include "server/sqs/queueattributes.h"

namespace remirai {

// What the endpoint stands on: references to parts that outlive its HTTP server, and constants. Built once, in app.
struct SqsContext
{
    Environment &environment;
    Writer &writer;
    Monitor &monitor;
    DatabaseUrl database; // each HTTP thread opens a read-only connection
    SagaSetup saga;
    Secret secret; // seals receipt handles
    Metrics &metrics;
    SqsCredentials credentials; // none: whoever reaches the port may use it
    SqsNaming naming = {};
    TrustedProxies trustedProxies = {}; // whose X-Forwarded-Proto says how queue URLs begin
    qint64 maxWaitingCommands = 10'000; // in the writer; beyond, calls are answered 503
    qint64 maxInFlight = 120'000; // messages a queue; beyond, receives are answered OverLimit
    std::function<void()> workArrived = {}; // the saga's queues may have got a message: nudges the dispatcher

    // Whether the saga depends on this queue, or on its dead letters.
    bool isSagas(qint64 queueId) const
    {
        const auto belongs = [&](const Queue &queue) { return queueId == queue.id || queueId == queue.deadLetterId; };
        return belongs(saga.synthesis) || belongs(saga.illustration);
    }
};

struct SqsShared
{
    explicit SqsShared(SqsContext c)
        : context(std::move(c))
    { }

    const SqsContext context;
    SqsInboxes inboxes;
};

} // namespace remirai
