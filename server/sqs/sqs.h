// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpoptions.h"
#include "server/http/router.h"
#include "server/sqs/sqscontext.h"

#include <map>
#include <memory>
#include <mutex>

namespace remirai {

class SqsThread;

// The SQS endpoint, to be mounted on an HttpServer of its own, as Api is on the other:
//
//     Sqs sqs(context);
//     HttpServer server(sqsHttpOptions(), environment, [&](Router &r, int t) { sqs.installRoutes(r, t); },
//                       [&](int t) { sqs.removeRoutes(t); });
//
// Stop in this order: endWaiting(), server, stop(), writer. It must outlive the server.
class Sqs
{
public:
    explicit Sqs(SqsContext context);
    ~Sqs();

    // In the HTTP thread `thread`, one after the other, as HttpServer does.
    void installRoutes(Router &router, int thread);
    void removeRoutes(int thread);

    // Answers the long polls, so that a stopping server need not wait for them. Any thread.
    void endWaiting();
    // Waits for the commands that were posted. Idempotent; when the server has stopped and before the writer does.
    void stop();

private:
    bool m_stopped = false;
    std::unique_ptr<SqsShared> m_shared;
    std::mutex m_mutex; // threads end side by side
    std::map<int, std::unique_ptr<SqsThread>> m_threads;
};

// Limits fit for SQS's clients: messages of 1 MiB however they are escaped, connections kept longer than clients keep
// them. Host and port are the caller's to set.
HttpOptions sqsHttpOptions();

} // namespace remirai
