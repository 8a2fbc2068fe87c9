// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/clock.h"
#include "core/services/operations.h"
#include "core/storage/eventstore.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operationviews.h"
#include "server/api/operatorviews.h"
#include "server/api/queuelook.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultEvents = 100;
constexpr int kMaxEvents = 1'000;

// The saga's queues in a row, seen as one: what enters the first, what leaves the last, what lies in any.
struct Pipeline
{
    qint64 backlog = 0;
    qint64 dead = 0;
    qint64 oldestAgeMs = 0;
    Drain drain;
};

Pipeline pipelineOf(const Overview &overview, const SagaSetup &saga)
{
    Pipeline line;
    for (const qint64 id : {saga.synthesis.id, saga.illustration.id}) {
        if (const QueueView *view = overview.find(id)) {
            line.backlog += view->counts.total();
            line.dead += view->deadLetters;
            line.oldestAgeMs = std::max(line.oldestAgeMs, view->counts.oldestAgeMs);
        }
    }
    const QueueView *first = overview.find(saga.synthesis.id);
    const QueueView *last = overview.find(saga.illustration.id);
    if (first && last)
        line.drain = drainVerdict({line.backlog, first->arrivalsPerSecond, last->completionsPerSecond});
    return line;
}

template <typename State> QJsonObject byState(const std::map<State, qint64> &counts)
{
    QJsonObject object;
    for (const auto &[state, count] : counts)
        object.insert(toString(state), count);
    return object;
}

QJsonObject slotsOf(const WorkersView &workers)
{
    int running = 0;
    for (const auto &[step, scale] : workers.steps)
        running += scale.running;
    return {{u"capacity"_s, workers.capacity()},
            {u"running"_s, running},
            {u"workers"_s, static_cast<qint64>(workers.workers.size())}};
}

QJsonObject writerOf(const WriterStats &stats)
{
    return {{u"waiting"_s, stats.waiting},      {u"commits"_s, stats.commits},
            {u"commands"_s, stats.commands},    {u"refused"_s, stats.refused},
            {u"last_batch"_s, stats.lastBatch}, {u"last_commit_us"_s, stats.lastCommitUs}};
}

QJsonArray providersOf(const ApiContext &context)
{
    QJsonArray array;
    for (const auto &[name, gate] : context.providers)
        array.append(providerView(name, gate->health()));
    return array;
}

// JSON has no NaN.
QJsonValue orNull(double value)
{
    return std::isnan(value) ? QJsonValue() : QJsonValue(value);
}

Result<Response> getOverview(ApiThread &api, const Principal &, const Request &)
{
    const ApiContext &context = api.context();
    const auto overview = context.monitor.latest();
    if (!overview)
        return Error{ErrorCode::Unavailable, u"the monitor has not looked yet"_s, {}, 1'000};
    const Pipeline line = pipelineOf(*overview, context.saga);
    const Vitals vitals = context.watch.vitals();
    const auto queueOf = [&](const QueueView &view) { return queueJson(context, view); };
    return Response::json(toJson(
        {{u"at"_s, rfc3339(overview->atMs)},
         {u"responses"_s,
          QJsonObject{{u"accepted"_s, overview->responsesAccepted}, {u"per_second"_s, overview->responsesPerSecond}}},
         {u"latency"_s,
          QJsonObject{{u"p50_ms"_s, orNull(vitals.minuteP50Ms)}, {u"p99_ms"_s, orNull(vitals.minuteP99Ms)}}},
         {u"backlog"_s, line.backlog},
         {u"dead"_s, line.dead},
         {u"oldest_age_ms"_s, line.oldestAgeMs},
         {u"drain"_s, drainView(line.drain)},
         {u"slots"_s, slotsOf(*workersNow(context))},
         {u"personas"_s, byState(overview->personas)},
         {u"sagas"_s, byState(overview->sagas)},
         {u"stale_results"_s, overview->staleResults},
         {u"failures_per_second"_s, overview->failuresPerSecond},
         {u"providers"_s, providersOf(context)},
         {u"alerts"_s, arrayOf(context.watch.alerts(), alertView)},
         {u"queues"_s, arrayOf(overview->queues, queueOf)},
         {u"writer"_s, writerOf(context.writer.stats())},
         {u"last_event_seq"_s, overview->lastEventSeq}}));
}

Result<Response> getWorkers(ApiThread &api, const Principal &, const Request &)
{
    return Response::json(toJson(workersView(*workersNow(api.context()))));
}

// Stops or resumes giving jobs to a worker of this server. The order itself is not stored: it is about a process.
void patchWorker(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    std::optional<bool> draining;
    QString reason;
    if (!readBody(request, reply, [&](ObjectReader &body) {
            draining = body.optionalBool(u"draining"_s);
            reason = body.optionalText(u"reason"_s).value_or(QString()).left(kMaxReason);
        }))
        return;
    const QString id = QString::fromUtf8(request.parameter("id"));
    const auto now = workersNow(api.context());
    const auto worker =
        std::find_if(now->workers.begin(), now->workers.end(), [&](const WorkerView &one) { return one.id == id; });
    if (worker == now->workers.end())
        return reply.fail({ErrorCode::NotFound, u"no worker of that name is connected to this server"_s, {}});
    if (!draining)
        return reply.fail({ErrorCode::Unprocessable, u"draining: say true or false"_s, u"draining"_s});
    WorkerView after = *worker;
    after.draining = *draining;
    const auto work = [&context = api.context(), after, reason,
                       actor = actorOf(principal)](Transaction &tx) -> Result<CommandAnswer> {
        tx.record(after.draining ? "worker.draining" : "worker.resumed", after.id,
                  {{u"actor"_s, actor}, {u"reason"_s, reason}});
        if (context.drainWorker) // told twice, or told though the commit fails, it does no harm
            context.drainWorker(after.id, after.draining);
        return CommandAnswer{200, toJson(workerView(after))};
    };
    runCommand(api, principal, request, std::move(reply), work);
}

Result<Response> getEvents(ApiThread &api, const Principal &, const Request &request)
{
    const auto after = queryInteger(request, "after", 0, 0, std::numeric_limits<qint64>::max());
    const auto limit = queryInteger(request, "limit", kDefaultEvents, 1, kMaxEvents);
    if (!after || !limit)
        return after ? limit.error() : after.error();
    const auto events =
        api.read([&](Database &database) { return eventsAfter(database, *after, static_cast<int>(*limit)); });
    if (!events)
        return events.error();
    return Response::json(toJson({{u"events"_s, arrayOf(*events, eventView)},
                                  {u"next_after"_s, events->empty() ? *after : events->back().seq}}));
}

void postTicket(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    if (!readBody(request, reply, [](ObjectReader &) {}))
        return;
    const auto ticket = api.shared().tickets.issue(principal);
    if (!ticket)
        return reply.fail(ticket.error());
    Response response = Response::json(
        toJson({{u"ticket"_s, QString::fromLatin1(ticket->text)}, {u"expires_at"_s, rfc3339(ticket->expiresAtMs)}}),
        201);
    response.addHeader("Cache-Control", "no-store");
    reply.send(std::move(response));
}

// Goes on after Last-Event-ID (a browser's reconnection) or `after`; from now on without either.
void openLive(ApiThread &api, Request &&request, Reply &&reply)
{
    if (request.method() == Method::Head)
        return reply.send(eventStreamHead(LiveFeed::kRetryMs));
    const auto newest = api.read([](Database &database) { return lastEventSeq(database); });
    if (!newest)
        return reply.fail(newest.error());
    const auto after = queryInteger(request, "after", *newest, 0, std::numeric_limits<qint64>::max());
    if (!after)
        return reply.fail(after.error());
    bool isNumber = false;
    const qint64 seen = request.header("last-event-id").toByteArray().toLongLong(&isNumber);
    api.feed().open(std::move(reply), isNumber && seen >= 0 ? seen : *after);
}

// By ticket, or by token as everywhere else.
void getLive(ApiThread &api, Request &&request, Reply &&reply)
{
    const auto ticket = request.queryValue("ticket");
    const auto principal = ticket ? api.shared().tickets.redeem(*ticket) : api.authenticate(request, Role::Viewer);
    if (!principal)
        return reply.fail(principal.error());
    openLive(api, std::move(request), std::move(reply));
}

} // namespace

void addOperatorRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/operator/overview", only(Role::Viewer, api, getOverview));
    router.get("/api/v1/operator/workers", only(Role::Viewer, api, getWorkers));
    router.patch("/api/v1/operator/workers/{id}", only(Role::Operator, api, patchWorker));
    router.get("/api/v1/operator/events", only(Role::Viewer, api, getEvents));
    router.get("/api/v1/operator/live", open(api, getLive));
    router.post("/api/v1/operator/ticket", only(Role::Viewer, api, postTicket));
}

} // namespace remirai
