// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpserver.h"

#include "core/domain/environment.h"
#include "server/http/httploop.h"
#include "server/http/httpthread.h"
#include "server/http/listener.h"

#include <algorithm>

namespace remirai {

namespace {

HttpOptions checked(HttpOptions options)
{
    options.threads = std::max(1, options.threads);
    return options;
}

} // namespace

HttpServer::HttpServer(HttpOptions options, Environment &environment, InstallRoutes installRoutes,
                       RemoveRoutes removeRoutes)
    : m_options(checked(std::move(options)))
    , m_installRoutes(std::move(installRoutes))
    , m_removeRoutes(std::move(removeRoutes))
    , m_shared(new HttpShared{m_options,
                              environment,
                              Cors(m_options.corsOrigins),
                              ConnectionCensus(m_options.limits),
                              RateLimiter(m_options.rateLimit, environment.random64()),
                              {}})
{ }

HttpServer::~HttpServer()
{
    stop(0);
}

Result<quint16> HttpServer::start()
{
    stop(0);
    auto listeners = Listeners::open(m_options.host, m_options.port, m_options.threads);
    if (!listeners)
        return listeners.error();
    for (int i = 0; i < m_options.threads; ++i) {
        m_threads.push_back(
            std::make_unique<HttpThread>(*m_shared, i, listeners->release(size_t(i)), m_installRoutes, m_removeRoutes));
        m_routes = m_threads.back()->startAndWait();
    }
    return listeners->port();
}

void HttpServer::beginStop(qint64 deadlineMs)
{
    for (const auto &thread : m_threads)
        thread->beginStop(deadlineMs);
}

bool HttpServer::isStopped() const
{
    return std::all_of(m_threads.begin(), m_threads.end(), [](const auto &thread) { return thread->isFinished(); });
}

void HttpServer::stop(qint64 deadlineMs)
{
    beginStop(deadlineMs);
    m_threads.clear(); // waits for each
}

const HttpCounters &HttpServer::counters() const
{
    return m_shared->counters;
}

} // namespace remirai
