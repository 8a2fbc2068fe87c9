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

Result<SqsStart> startSqsEndpoint(const LoadedConfig &loaded, SqsContext context)
{
    const SqsConfig &sqs = loaded.config.sqs;
    const auto naming = [&](const QString &key, const Error &error) {
        return Error{error.code, loaded.name(key) + QStringLiteral(": ") + error.message, error.field};
    };
    if (sqs.listen.isEmpty())
        return SqsStart{nullptr, QStringLiteral("off (sqs.listen is empty)")};
    auto credentials = loadSqsCredentials(resolved(loaded.dataDir, sqs.credentialsFile));
    if (!credentials)
        return naming(QStringLiteral("sqs.credentials_file"), credentials.error());
    context.credentials = std::move(*credentials);
    context.naming = {sqs.region, sqs.account};
    if (const auto trusted = TrustedProxies::parse(loaded.config.server.trustedProxies); trusted)
        context.trustedProxies = *trusted;
    Environment &environment = context.environment;
    auto endpoint = std::make_unique<SqsEndpoint>(std::move(context));
    const Status started = endpoint->start(loaded, environment);
    if (started)
        return SqsStart{std::move(endpoint), {}};
    const QString key = QStringLiteral("sqs.listen");
    if (started.error().code != ErrorCode::Unavailable || loaded.origins.count(key) > 0)
        return naming(key, started.error());
    const QString off =
        QStringLiteral("off: %1 is in use by another program; choose another with --sqs-listen").arg(sqs.listen);
    qWarning("SQS endpoint %s", qPrintable(off));
    return SqsStart{nullptr, off};
}

} // namespace remirai
