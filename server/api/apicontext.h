// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/models.h"
#include "core/saga/sagaengine.h"
#include "core/services/monitor.h"
#include "core/services/questionsets.h"
#include "core/services/watch.h"
#include "core/services/writer.h"
#include "core/telemetry/metrics.h"
#include "core/work/workersview.h"
#include "server/auth/googleverifier.h"
#include "server/auth/tokenservice.h"
#include "server/http/clientaddress.h"
#include "server/http/counters.h"

#include <functional>
#include <memory>
#include <vector>

namespace remirai {

// One reason why this process may not be ready to serve. `check` runs in an HTTP thread and must not block.
struct ReadinessCheck
{
    QString name; // "dispatcher"
    std::function<Status()> check;
};

struct ChatLimits
{
    int running = 16; // calls to the model at once
    int waiting = 64; // beyond those; more are answered 503
    int perOwner = 4; // running or waiting
    qint64 deadlineMs = 28'000; // waiting included; keep it below HttpLimits::handlerMs
};

struct ApiConfig
{
    QString publicUrl = QStringLiteral("http://127.0.0.1:8080"); // without a slash at its end
    int minimumResponses = 3;
    TrustedProxies trustedProxies;
    std::optional<TrustedProxies> metricsReaders; // networks that may read /metrics; nothing = this machine
    bool authLocal = true;
    QString googleClientId; // of the pages' sign-in; empty = off
    qint64 maxWaitingCommands = 10'000; // in the writer; beyond, commands are answered 503 + Retry-After
    ChatLimits chat;
};

// What the API stands on: references to parts that outlive the HTTP server, and constants. Built once, in app.
struct ApiContext
{
    Environment &environment;
    Writer &writer;
    Monitor &monitor;
    Watch &watch;
    DatabaseUrl database; // each HTTP thread opens a read-only connection
    SagaSetup saga;
    QuestionSets questions;
    LanguageModel &language;
    TokenService &tokens;
    Secret secret; // for responders' fingerprints
    GoogleVerifier &google;
    Metrics &metrics;
    ApiConfig config;

    // Any of these may be empty. All may be called from any thread.
    std::function<void()> workArrived = {}; // a commit may have sent a message: nudges the dispatcher
    std::function<void()> operationArrived = {}; // nudges the runner of operations
    std::function<std::shared_ptr<const WorkersView>()> workers = {};
    std::function<void(const QString &worker, bool draining)> drainWorker = {};
    std::function<const HttpCounters *()> httpCounters = {};
    std::vector<std::pair<QString, std::shared_ptr<ProviderGate>>> providers = {}; // "llm", "image": for metrics
    std::vector<ReadinessCheck> readiness = {};
};

} // namespace remirai
