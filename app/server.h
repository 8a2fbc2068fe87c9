// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"
#include "app/serverlife.h"
#include "app/sqsendpoint.h"
#include "app/vitals.h"
#include "core/providers/models.h"
#include "core/services/monitor.h"
#include "core/services/operationrunner.h"
#include "core/services/watch.h"
#include "core/services/writer.h"
#include "core/telemetry/metrics.h"
#include "core/work/dispatcher.h"
#include "core/work/workerhost.h"
#include "core/work/zaphandler.h"
#include "server/api/api.h"
#include "server/http/httpserver.h"

#include <QTimer>
#include <atomic>
#include <memory>

namespace remirai {

enum class EmbeddedWorkers { Yes, No };

// A whole server in this process: what `remirai serve` runs, and what the desktop starts when it has no server.
// start() builds the parts in the order in which each needs those before it; stop() ends them in the reverse order, so
// that whatever is accepted is still answered, settled and saved. Both are for the thread that owns it, which runs an
// event loop meanwhile.
class Server
{
public:
    Server(LoadedConfig loaded, EmbeddedWorkers workers);
    ~Server(); // stop()
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    Status start(); // all or nothing: after an Error everything that had started is stopped
    void stop(); // within seconds; idempotent

    bool isFirstRun() const { return m_isFirstRun; } // the data directory had no secret before
    quint16 port() const { return m_port; }
    // Where the SQS endpoint is, or why there is none.
    QString sqsAddress() const { return m_sqs ? m_sqs->address() : m_sqsOff; }
    const QString &publicUrl() const { return m_publicUrl; } // with the real port when the configuration says 0

private:
    Status openDataDir();
    Status openDatabase();
    Status openModels();
    Status startDispatcher();
    Status startWorkers();
    Status startWatch();
    Status startHttp();
    Status startSqs();
    Status endOldLeases();
    Result<Endpoint> httpEndpoint();
    VitalsReader::Gates gates() const;
    Result<SagaSetup> ensureQueues();
    DispatcherOptions dispatcherOptions() const;
    ApiContext apiContext();
    bool isSweepDue();
    void sweepNow();

    const LoadedConfig m_loaded;
    const Config &m_config;
    const EmbeddedWorkers m_workers;
    SystemEnvironment m_environment;
    bool m_isFirstRun = false;

    // In the order of their start.
    std::unique_ptr<ServerLife> m_life;
    DatabaseUrl m_url;
    std::unique_ptr<Secret> m_secret;
    std::unique_ptr<QuestionSets> m_questions;
    std::unique_ptr<Writer> m_writer;
    SagaSetup m_setup;
    std::unique_ptr<Monitor> m_monitor;
    std::unique_ptr<Models> m_models;
    std::unique_ptr<Pipes> m_pipes;
    std::unique_ptr<ZapHandler> m_zap;
    std::unique_ptr<Dispatcher> m_dispatcher;
    std::unique_ptr<WorkerHost> m_host;
    std::unique_ptr<OperationRunner> m_operations;
    std::unique_ptr<Metrics> m_metrics;
    std::unique_ptr<VitalsReader> m_vitals;
    std::unique_ptr<Watch> m_watch;
    std::unique_ptr<TokenService> m_tokens;
    std::unique_ptr<GoogleVerifier> m_google;
    std::unique_ptr<Api> m_api;
    std::unique_ptr<HttpServer> m_http;
    std::unique_ptr<SqsEndpoint> m_sqs;
    QString m_sqsOff;
    QTimer m_sweep;
    qint64 m_sweptAtMs = 0; // steady clock
    std::atomic<bool> m_sweptSome = true; // the last sweep found something: there may be more
    QString m_publicUrl;
    quint16 m_port = 0;
};

} // namespace remirai
