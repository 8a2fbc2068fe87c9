// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server.h"

#include "app/cli/connect.h"
#include "app/models.h"
#include "core/queue/queuesetup.h"
#include "core/services/leases.h"
#include "core/services/maintenance.h"
#include "core/storage/migrations.h"

#include <QFileInfo>
#include <QTcpServer>
#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kHttpGraceMs = 5'000;
constexpr qint64 kWorkerGraceMs = 3'000;
constexpr qint64 kDispatcherGraceMs = 3'000;
constexpr int kSweepEveryMs = 1'000;
constexpr qint64 kSweepAtLeastEveryMs = 60'000;
constexpr qint64 kStaleLookMs = 10'000; // a monitor or dispatcher that has not looked for so long is stuck
const QString kEmbedded = QStringLiteral("inproc://workers");

Error named(const QString &what, const Error &error)
{
    return {error.code, what + QStringLiteral(": ") + error.message, error.field};
}

AlertRules alertRules(const AlertsConfig &config)
{
    return {config.oldestAgeMs,      config.oldestAgeForMs, config.deadLetters,
            config.deadLettersForMs, config.noWorkerForMs,  config.providerDownForMs};
}

Error lookIsOld(const QString &who)
{
    return {ErrorCode::Unavailable, who + QStringLiteral(" has not looked for %1 s").arg(kStaleLookMs / 1'000), {}};
}

} // namespace

Server::Server(LoadedConfig loaded, EmbeddedWorkers workers)
    : m_loaded(std::move(loaded))
    , m_config(m_loaded.config)
    , m_workers(workers)
{
    m_sweep.setInterval(kSweepEveryMs);
    m_sweep.callOnTimeout([this] { sweepNow(); });
}

Server::~Server()
{
    stop();
}

Status Server::start()
{
    using Step = Status (Server::*)();
    for (const Step step : {&Server::openDataDir, &Server::openDatabase, &Server::openModels, &Server::startDispatcher,
                            &Server::startWorkers, &Server::startWatch, &Server::startHttp, &Server::startSqs}) {
        if (const Status done = (this->*step)(); !done) {
            stop();
            return done;
        }
    }
    m_sweep.start();
    return {};
}

void Server::stop()
{
    m_sweep.stop();
    if (m_sqs)
        m_sqs->beginStop(kHttpGraceMs);
    if (m_http)
        m_http->stop(kHttpGraceMs);
    if (m_sqs)
        m_sqs->stop(kHttpGraceMs);
    if (m_watch)
        m_watch->stop();
    if (m_operations)
        m_operations->stop();
    if (m_host)
        m_host->stop(kWorkerGraceMs);
    if (m_dispatcher)
        m_dispatcher->stop(kDispatcherGraceMs);
    if (m_api)
        m_api->stop();
    if (m_monitor)
        m_monitor->stop();
    if (m_writer)
        m_writer->stop();
    if (m_zap)
        m_zap->stop();
    m_life.reset(); // last: until here a worker of ours may be at something
}

Status Server::openDataDir()
{
    if (Status prepared = prepareDataDir(m_loaded.dataDir); !prepared)
        return prepared;
    auto life = ServerLife::begin(m_loaded.dataDir, m_environment);
    if (!life)
        return life.error();
    m_life = std::make_unique<ServerLife>(std::move(*life));
    m_isFirstRun = !QFileInfo::exists(secretFile(m_loaded.dataDir));
    const auto secret = Secret::loadOrCreate(secretFile(m_loaded.dataDir), m_environment);
    if (!secret)
        return secret.error();
    m_secret = std::make_unique<Secret>(*secret);
    auto questions = QuestionSets::load();
    if (!questions)
        return questions.error();
    m_questions = std::make_unique<QuestionSets>(std::move(*questions));
    return {};
}

Status Server::openDatabase()
{
    const auto url = parseDatabaseUrl(m_config.database.url, m_loaded.dataDir);
    if (!url)
        return url.error();
    m_url = *url;
    {
        const auto database = Database::open(m_url, Access::ReadWrite);
        if (!database)
            return named(m_url.display(), database.error());
        if (const auto migrated = migrate(**database, m_environment.nowMs()); !migrated)
            return named(m_url.display(), migrated.error());
    }
    WriterOptions options;
    options.url = m_url;
    m_writer = std::make_unique<Writer>(options, m_environment);
    if (const Status started = m_writer->start(); !started)
        return started;
    const auto setup = ensureQueues();
    if (!setup)
        return setup.error();
    m_setup = *setup;
    if (const Status ended = endOldLeases(); !ended)
        return ended;
    m_monitor = std::make_unique<Monitor>(m_url, m_environment);
    return m_monitor->start();
}

// What an earlier process of ours was at when it was killed need not wait for the end of its leases.
Status Server::endOldLeases()
{
    const auto ended = m_writer->call([this](Transaction &tx) {
        return endLeasesOfWorkers(tx, m_setup, [this](const QString &name) { return m_life->endedWorker(name); });
    });
    if (ended && *ended > 0)
        qInfo("%lld leases of a server that is no more were ended", static_cast<long long>(*ended));
    return ended ? Status() : Status(ended.error());
}

Result<SagaSetup> Server::ensureQueues()
{
    QueueSettings settings;
    settings.visibilityTimeoutMs = m_config.queue.visibilityTimeoutMs;
    settings.retentionMs = m_config.queue.retentionMs;
    settings.maxReceiveCount = m_config.queue.maxReceiveCount;
    settings.minSlots = m_config.workers.minSlots;
    settings.maxSlots = m_config.workers.maxSlots;
    return m_writer->call([&](Transaction &tx) -> Result<SagaSetup> {
        const auto synthesis = ensureQueue(tx, m_config.queue.synthesisName, settings);
        if (!synthesis)
            return synthesis.error();
        const auto illustration = ensureQueue(tx, m_config.queue.illustrationName, settings);
        if (!illustration)
            return illustration.error();
        RetryPolicy retry;
        retry.maxAttempts = settings.maxReceiveCount;
        return SagaSetup{*synthesis, *illustration, retry};
    });
}

DispatcherOptions Server::dispatcherOptions() const
{
    DispatcherOptions options;
    options.endpoints = {kEmbedded};
    if (!m_config.workers.endpoint.isEmpty())
        options.endpoints << m_config.workers.endpoint;
    options.timeoutMs = {{StepName::Synthesis, m_config.llm.timeoutMs},
                         {StepName::Illustration, m_config.image.timeoutMs}};
    ScalingPolicy policy;
    policy.minSlots = m_config.workers.minSlots;
    policy.maxSlots = m_config.workers.maxSlots;
    policy.targetWaitMs = m_config.workers.targetWaitMs;
    policy.providerPerMinute = m_config.llm.requestsPerMinute;
    options.scaling[StepName::Synthesis] = policy;
    policy.providerPerMinute = m_config.image.requestsPerMinute;
    options.scaling[StepName::Illustration] = policy;
    return options;
}

Status Server::openModels()
{
    auto models = makeModels(providersOf(m_loaded), m_environment);
    if (!models)
        return named(models.error().field.isEmpty() ? QStringLiteral("models") : m_loaded.name(models.error().field),
                     models.error());
    m_models = std::make_unique<Models>(std::move(*models));
    return {};
}

Status Server::startDispatcher()
{
    m_pipes = std::make_unique<Pipes>();
    DispatcherOptions options = dispatcherOptions();
    if (!m_config.workers.serverKeyFile.isEmpty()) {
        const auto keys = loadOrCreateCurveKeys(resolved(m_loaded.dataDir, m_config.workers.serverKeyFile));
        const auto authorized = loadAuthorizedKeys(resolved(m_loaded.dataDir, m_config.workers.authorizedKeysFile));
        if (!keys)
            return keys.error();
        if (!authorized)
            return authorized.error();
        options.keys = *keys;
        m_zap = std::make_unique<ZapHandler>(*m_pipes, *authorized);
        if (const Status started = m_zap->start(); !started)
            return started;
    }
    m_dispatcher = std::make_unique<Dispatcher>(std::move(options), *m_pipes, m_url, m_setup, *m_questions, *m_writer,
                                                *m_monitor, m_environment);
    return m_dispatcher->start();
}

Status Server::startWorkers()
{
    if (m_workers == EmbeddedWorkers::No)
        return {};
    WorkerHostOptions host;
    host.endpoint = kEmbedded;
    host.name = m_life->workerName();
    host.slotCount = std::max(1, m_config.workers.maxSlots);
    m_host =
        std::make_unique<WorkerHost>(std::move(host), *m_pipes, *m_models->language, *m_models->image, m_environment);
    return m_host->start();
}

VitalsReader::Gates Server::gates() const
{
    return {{QStringLiteral("llm"), m_models->languageGate}, {QStringLiteral("image"), m_models->imageGate}};
}

Status Server::startWatch()
{
    m_operations = std::make_unique<OperationRunner>(*m_writer, m_setup, m_url, m_environment);
    m_operations->start();
    m_metrics = std::make_unique<Metrics>();
    m_vitals = std::make_unique<VitalsReader>(m_environment, *m_metrics, gates());
    m_watch = std::make_unique<Watch>(*m_writer, *m_monitor, m_setup, alertRules(m_config.alerts),
                                      [this] { return m_vitals->read(*m_dispatcher->view()); });
    const auto database = Database::open(m_url, Access::ReadOnly);
    if (!database)
        return database.error();
    if (Status loaded = m_watch->load(**database, m_environment.nowMs()); !loaded)
        return loaded;
    m_watch->start();
    return {};
}

ApiContext Server::apiContext()
{
    ApiConfig config;
    config.publicUrl = m_publicUrl;
    if (const auto readers = TrustedProxies::parse(m_config.server.metricsAllow); readers)
        config.metricsReaders = *readers;
    config.minimumResponses = m_config.persona.minimumResponses;
    config.authLocal = m_config.auth.local;
    config.googleClientId = m_config.auth.googleClientId;
    if (const auto trusted = TrustedProxies::parse(m_config.server.trustedProxies); trusted)
        config.trustedProxies = *trusted;
    ApiContext context{m_environment,       *m_writer, *m_monitor, *m_watch,  m_url,      m_setup, *m_questions,
                       *m_models->language, *m_tokens, *m_secret,  *m_google, *m_metrics, config};
    context.workArrived = [this] { m_dispatcher->nudge(); };
    context.operationArrived = [this] { m_operations->nudge(); };
    context.workers = [this] { return m_dispatcher->view(); };
    context.drainWorker = [this](const QString &worker, bool draining) { m_dispatcher->setDraining(worker, draining); };
    context.httpCounters = [this]() -> const HttpCounters * { return m_http ? &m_http->counters() : nullptr; };
    context.providers = gates();
    context.readiness = {{QStringLiteral("dispatcher"), [this]() -> Status {
                              const bool fresh = m_environment.nowMs() - m_dispatcher->view()->atMs < kStaleLookMs;
                              return fresh ? Status() : Status(lookIsOld(QStringLiteral("the dispatcher")));
                          }}};
    return context;
}

// With a port where the configuration leaves it open: the address that is shown, and stands in answers, is known before
// the first request. Somebody else may take the port in between; then the start says so.
Result<Endpoint> Server::httpEndpoint()
{
    auto endpoint = parseEndpoint(m_config.server.listen);
    m_publicUrl = m_config.server.publicUrl;
    if (!endpoint || endpoint->port != 0)
        return endpoint;
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHost))
        return Error{ErrorCode::Unavailable, QStringLiteral("no port is free"), {}};
    endpoint->port = probe.serverPort();
    if (m_publicUrl.endsWith(QLatin1String(":0")))
        m_publicUrl = m_publicUrl.chopped(1) + QString::number(endpoint->port);
    return endpoint;
}

Status Server::startHttp()
{
    const auto endpoint = httpEndpoint();
    if (!endpoint)
        return endpoint.error();
    m_tokens = std::make_unique<TokenService>(*m_secret, m_environment, m_config.auth.tokenTtlMs);
    GoogleSettings google;
    if (!m_config.auth.googleClientId.isEmpty())
        google.clientIds = {m_config.auth.googleClientId};
    google.jwksUrl = m_config.auth.googleJwksUrl;
    m_google = std::make_unique<GoogleVerifier>(google, m_environment);
    m_api = std::make_unique<Api>(apiContext());

    HttpOptions options;
    options.host = endpoint->host;
    options.port = endpoint->port;
    options.threads = m_config.server.httpThreads;
    options.limits.bodyBytes = m_config.server.maxBodyBytes;
    options.rateLimit.perSecond = m_config.server.clientRate;
    options.rateLimit.burst = m_config.server.clientBurst;
    if (const auto trusted = TrustedProxies::parse(m_config.server.trustedProxies); trusted)
        options.trustedProxies = *trusted;
    m_http = std::make_unique<HttpServer>(
        options, m_environment, [this](Router &router, int thread) { m_api->installRoutes(router, thread); },
        [this](int thread) { m_api->removeRoutes(thread); });
    const auto port = m_http->start();
    if (!port)
        return port.error();
    m_port = *port;
    return {};
}

Status Server::startSqs()
{
    SqsContext context{m_environment, *m_writer, *m_monitor, m_url, m_setup, *m_secret, *m_metrics, {}};
    context.workArrived = [this] { m_dispatcher->nudge(); };
    auto started = startSqsEndpoint(m_loaded, std::move(context));
    if (!started)
        return started.error();
    m_sqs = std::move(started->endpoint);
    m_sqsOff = started->off;
    return {};
}

// A sweep is a commit. Leases end within seconds, and move tasks go on by the second; the rest may wait a minute.
bool Server::isSweepDue()
{
    const auto overview = m_monitor->latest();
    const bool hasLeases = std::any_of(overview->queues.begin(), overview->queues.end(),
                                       [](const QueueView &view) { return view.counts.inFlight > 0; });
    return hasLeases || overview->movesMessages || m_sweptSome
        || m_environment.steadyMs() - m_sweptAtMs >= kSweepAtLeastEveryMs;
}

void Server::sweepNow()
{
    if (!isSweepDue())
        return;
    m_sweptAtMs = m_environment.steadyMs();
    m_writer->post([](Transaction &tx) { return sweep(tx); },
                   [this](Result<qint64> &&result) {
                       m_sweptSome = result && *result > 0;
                       if (!result)
                           qWarning("sweep: %s", qPrintable(result.error().message));
                   });
}

} // namespace remirai
