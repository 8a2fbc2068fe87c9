// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/eventstore.h"
#include "server/api/api.h"
#include "server/api/handlers.h"
#include "server/api/readings.h"
#include "server/api/views.h"
#include "server/http/problem.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMonitorMayLagMs = 15'000;

Response fresh(Response response)
{
    response.addHeader("Cache-Control", "no-store");
    return response;
}

// The process lives and its HTTP threads turn; nothing else.
Result<Response> getHealth(ApiThread &, const Request &)
{
    return fresh(Response::json(R"({"status":"ok"})"));
}

Status databaseAnswers(ApiThread &api)
{
    const auto last = api.read([](Database &database) { return lastEventSeq(database); });
    return last ? Status() : Status(last.error());
}

Status monitorLooks(const ApiContext &context)
{
    const auto latest = context.monitor.latest();
    if (latest && context.environment.nowMs() - latest->atMs <= kMonitorMayLagMs)
        return {};
    return Error{ErrorCode::Unavailable, u"the queues were not counted lately"_s, {}};
}

// Anybody may ask: which check failed is for all, what the database says about it for the log.
Result<Response> getReadiness(ApiThread &api, const Request &request)
{
    const auto overload = api.overload();
    std::vector<std::pair<QString, Status>> checks{{u"database"_s, databaseAnswers(api)},
                                                   {u"monitor"_s, monitorLooks(api.context())},
                                                   {u"writer"_s, overload ? Status(*overload) : Status()}};
    for (const ReadinessCheck &check : api.context().readiness)
        checks.emplace_back(check.name, check.check());
    bool ready = true;
    QJsonArray list;
    for (const auto &[name, status] : checks) {
        ready = ready && status.ok();
        QJsonObject entry{{u"name"_s, name}, {u"ok"_s, status.ok()}};
        if (!status)
            entry.insert(u"reason"_s, forClient(status.error(), request.id()).message);
        list.append(entry);
    }
    const QString text = ready ? u"ready"_s : u"not_ready"_s;
    return fresh(Response::json(toJson({{u"status"_s, text}, {u"checks"_s, list}}), ready ? 200 : 503));
}

// What the metrics tell (queues, users' numbers) is for those who run this, not for whoever finds the port.
Result<Response> getMetrics(ApiThread &api, const Request &request)
{
    const ApiConfig &config = api.context().config;
    const QHostAddress client = plainAddress(request.clientAddress(config.trustedProxies));
    if (config.metricsReaders ? !config.metricsReaders->contains(client) : !client.isLoopback())
        return Error{ErrorCode::Forbidden,
                     u"/metrics is not for your address; server.metrics_allow in remirai.toml lists who may read it"_s,
                     {}};
    const QByteArray text = api.context().metrics.exposition(readingsOf(api.context()));
    return fresh(Response(200, "text/plain; version=0.0.4; charset=utf-8", text));
}

Result<Response> getOpenApi(ApiThread &, const Request &)
{
    static const Response document = Response::json(openApiDocument());
    return document;
}

} // namespace

void addHealthRoutes(Router &router, ApiThread &api)
{
    router.get("/healthz", open(api, getHealth));
    router.get("/readyz", open(api, getReadiness));
    router.get("/metrics", open(api, getMetrics));
    router.get("/openapi.json", open(api, getOpenApi));
}

} // namespace remirai
