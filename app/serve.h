// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"
#include "core/providers/models.h"
#include "core/saga/sagaengine.h"
#include "core/services/monitor.h"
#include "core/services/writer.h"
#include "server/auth/secret.h"
#include "server/http/httpserver.h"

#include <QTimer>
#include <memory>

namespace remirai {

// The parts of `remirai serve`, in the order in which they start. Owned by the main thread, which runs an event loop
// from start() to stop().
class Server
{
public:
    explicit Server(LoadedConfig loaded);
    ~Server(); // stop()
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    // All or nothing: after an Error everything that had started is stopped.
    Status start();
    // The other way round: no new requests, those in flight have `deadlineMs`; what was accepted is durable.
    // Idempotent.
    void stop(qint64 deadlineMs = 5'000);

    bool isFirstRun() const { return m_isFirstRun; } // the data directory had no secret before
    quint16 port() const { return m_port; }

private:
    // The steps of start(), in its order.
    Status openDataDir();
    Status openDatabase();
    Status openQueues();
    Status openModels();
    Status openHttp();
    void installRoutes(Router &router);
    void sweepOnce();

    const LoadedConfig m_loaded;
    SystemEnvironment m_environment;
    bool m_isFirstRun = false;
    quint16 m_port = 0;
    std::optional<Secret> m_secret;
    DatabaseUrl m_url;
    std::unique_ptr<Writer> m_writer;
    SagaSetup m_saga;
    std::unique_ptr<Monitor> m_monitor;
    QTimer m_sweep; // leases and retention end even while nobody asks
    Models m_models;
    std::unique_ptr<HttpServer> m_http;
};

} // namespace remirai
