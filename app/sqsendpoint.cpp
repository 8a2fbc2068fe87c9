// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sqsendpoint.h"

namespace remirai {

SqsEndpoint::SqsEndpoint(SqsContext context)
    : m_sqs(std::move(context))
{ }

Status SqsEndpoint::start(const LoadedConfig &loaded, Environment &environment)
{
    auto endpoint = parseEndpoint(loaded.config.sqs.listen);
    if (!endpoint)
        return endpoint.error();
    HttpOptions options = sqsHttpOptions();
    options.host = endpoint->host;
    options.port = endpoint->port;
    options.threads = loaded.config.server.httpThreads;
    m_http = std::make_unique<HttpServer>(
        options, environment, [this](Router &router, int thread) { m_sqs.installRoutes(router, thread); },
        [this](int thread) { m_sqs.removeRoutes(thread); });
    const auto port = m_http->start();
    if (!port)
        return port.error();
    endpoint->port = *port;
    m_address = QStringLiteral("http://") + endpoint->text();
    return {};
}

void SqsEndpoint::beginStop(qint64 graceMs)
{
    m_sqs.endWaiting();
    if (m_http)
        m_http->beginStop(graceMs);
}

void SqsEndpoint::stop(qint64 graceMs)
{
    m_sqs.endWaiting();
    if (m_http)
        m_http->stop(graceMs);
    m_sqs.stop();
}

} // namespace remirai
