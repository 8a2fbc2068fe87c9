// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serve.h"

#include "app/cli/connect.h"
#include "app/models.h"
#include "core/queue/queuesetup.h"
#include "core/services/maintenance.h"
#include "core/storage/migrations.h"

#include <QFileInfo>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSweepMs = 1'000;

QueueSettings settingsOf(const Config &config)
{
    QueueSettings settings;
    settings.retentionMs = config.queue.retentionMs;
    settings.visibilityTimeoutMs = config.queue.visibilityTimeoutMs;
    settings.maxReceiveCount = config.queue.maxReceiveCount;
    settings.minSlots = config.workers.minSlots;
    settings.maxSlots = config.workers.maxSlots;
    return settings;
}

Error named(const QString &what, const Error &error)
{
    return {error.code, what + u": "_s + error.message, error.field};
}

} // namespace

Server::Server(LoadedConfig loaded)
    : m_loaded(std::move(loaded))
{
    QObject::connect(&m_sweep, &QTimer::timeout, &m_sweep, [this] { sweepOnce(); });
}

Server::~Server()
{
    stop();
}

Status Server::start()
{
    using Step = Status (Server::*)();
    for (const Step step :
         {&Server::openDataDir, &Server::openDatabase, &Server::openQueues, &Server::openModels, &Server::openHttp}) {
        if (const Status done = (this->*step)(); !done) {
            stop(0);
            return done;
        }
    }
    return {};
}

void Server::stop(qint64 deadlineMs)
{
    if (m_http)
        m_http->stop(deadlineMs);
    m_sweep.stop();
    if (m_monitor)
        m_monitor->stop();
    if (m_writer)
        m_writer->stop();
    m_http.reset();
    m_models = {};
    m_monitor.reset();
    m_writer.reset();
}

Status Server::openDataDir()
{
    if (Status prepared = prepareDataDir(m_loaded.dataDir); !prepared)
        return prepared;
    m_isFirstRun = !QFileInfo::exists(secretFile(m_loaded.dataDir));
    const auto secret = Secret::loadOrCreate(secretFile(m_loaded.dataDir), m_environment);
    if (!secret)
        return secret.error();
    m_secret = *secret;
    return {};
}

Status Server::openDatabase()
{
    const auto url = parseDatabaseUrl(m_loaded.config.database.url, m_loaded.dataDir);
    if (!url)
        return url.error();
    m_url = *url;
    const auto database = Database::open(m_url, Access::ReadWrite);
    if (!database)
        return named(m_url.display(), database.error());
    if (const auto migrated = migrate(**database, m_environment.nowMs()); !migrated)
        return named(m_url.display(), migrated.error());
    WriterOptions options;
    options.url = m_url;
    m_writer = std::make_unique<Writer>(options, m_environment);
    return m_writer->start();
}

Status Server::openQueues()
{
    const QueueConfig &queue = m_loaded.config.queue;
    const QueueSettings settings = settingsOf(m_loaded.config);
    auto setup = m_writer->call([&](Transaction &tx) -> Result<SagaSetup> {
        const auto synthesis = ensureQueue(tx, queue.synthesisName, settings);
        if (!synthesis)
            return synthesis.error();
        const auto illustration = ensureQueue(tx, queue.illustrationName, settings);
        if (!illustration)
            return illustration.error();
        RetryPolicy retry;
        retry.maxAttempts = queue.maxReceiveCount;
        return SagaSetup{*synthesis, *illustration, retry};
    });
    if (!setup)
        return setup.error();
    m_saga = *setup;
    m_sweep.start(kSweepMs);
    m_monitor = std::make_unique<Monitor>(m_url, m_environment);
    return m_monitor->start();
}

Status Server::openModels()
{
    auto models = makeModels(providersOf(m_loaded), m_environment);
    if (!models)
        return named(models.error().field.isEmpty() ? u"models"_s : m_loaded.name(models.error().field),
                     models.error());
    m_models = std::move(*models);
    return {};
}

Status Server::openHttp()
{
    const auto listen = parseEndpoint(m_loaded.config.server.listen);
    const auto proxies = TrustedProxies::parse(m_loaded.config.server.trustedProxies);
    if (!listen || !proxies)
        return listen ? proxies.error() : listen.error();
    HttpOptions options;
    options.host = listen->host;
    options.port = listen->port;
    options.threads = m_loaded.config.server.httpThreads;
    options.limits.bodyBytes = m_loaded.config.server.maxBodyBytes;
    options.trustedProxies = *proxies;
    m_http =
        std::make_unique<HttpServer>(options, m_environment, [this](Router &router, int) { installRoutes(router); });
    const auto port = m_http->start();
    if (!port)
        return port.error();
    m_port = *port;
    return {};
}

// Liveness alone, until the routes of server/api stand here.
void Server::installRoutes(Router &router)
{
    const Response alive = Response::json("{\"status\":\"ok\"}");
    router.get("/healthz", [alive](Request &&, Reply &&reply) { reply.send(alive); });
}

void Server::sweepOnce()
{
    m_writer->post([](Transaction &tx) { return sweep(tx); }, [](Result<qint64> &&) {});
}

} // namespace remirai
