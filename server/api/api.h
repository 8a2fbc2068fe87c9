// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/apicontext.h"
#include "server/http/router.h"

#include <map>
#include <memory>
#include <mutex>

namespace remirai {

class ApiThread;
struct ApiShared;

// The public and the operator API, to be mounted on an HttpServer:
//
//     Api api(context);
//     HttpServer server(options, environment, [&](Router &r, int t) { api.installRoutes(r, t); },
//                       [&](int t) { api.removeRoutes(t); });
//
// Stop in this order: server, api, writer. It must outlive the server.
class Api
{
public:
    explicit Api(ApiContext context);
    ~Api();

    // In the HTTP thread `thread`, one after the other, as HttpServer does. The first makes that thread's read
    // connection, token memory and caches; the second ends them.
    void installRoutes(Router &router, int thread);
    void removeRoutes(int thread);

    // Ends calls to the model, waits for blocking work and for the commands that were posted. Idempotent; to be called
    // when the server has stopped and before the writer does.
    void stop();

private:
    bool m_stopped = false;
    std::unique_ptr<ApiShared> m_shared;
    std::mutex m_mutex; // threads end side by side
    std::map<int, std::unique_ptr<ApiThread>> m_threads;
};

// The contract that `/openapi.json` serves.
QByteArray openApiDocument();

} // namespace remirai
