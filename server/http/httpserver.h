// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "server/http/counters.h"
#include "server/http/httpoptions.h"
#include "server/http/router.h"

#include <functional>
#include <memory>
#include <vector>

namespace remirai {

class Environment;
class HttpThread;
struct HttpShared;

// Called in an HTTP thread. `installRoutes` fills the thread's router and makes what its handlers need there (a read
// connection, say); `removeRoutes`, if any, ends that in the same thread, after the last connection is closed and
// before the handlers are destroyed.
using InstallRoutes = std::function<void(Router &, int threadIndex)>;
using RemoveRoutes = std::function<void(int threadIndex)>;

// The HTTP server: N threads, each with its own listening socket, event loop and router. All members are for one thread
// (the one that owns the server), except counters(). That thread needs no event loop, and may run one.
// A QCoreApplication must exist from start() until stop() has returned.
class HttpServer
{
public:
    HttpServer(HttpOptions options, Environment &environment, InstallRoutes installRoutes,
               RemoveRoutes removeRoutes = {});
    ~HttpServer(); // stop(0)

    // Listens and serves; the port. An Error when the address cannot be had. May be called again after stop().
    Result<quint16> start();

    // Begins to stop and returns at once: no new connections, idle ones are closed, streams end, requests in flight
    // have `deadlineMs` to be answered. For an owner that must keep its event loop running meanwhile.
    void beginStop(qint64 deadlineMs);
    bool isStopped() const; // all threads have ended
    // beginStop(), then waits for the threads. Idempotent.
    void stop(qint64 deadlineMs);

    const HttpCounters &counters() const;
    // What the first thread installed; empty before start().
    const std::vector<Router::Route> &routes() const { return m_routes; }

private:
    const HttpOptions m_options;
    const InstallRoutes m_installRoutes;
    const RemoveRoutes m_removeRoutes;
    std::unique_ptr<HttpShared> m_shared;
    std::vector<std::unique_ptr<HttpThread>> m_threads;
    std::vector<Router::Route> m_routes;
};

} // namespace remirai
