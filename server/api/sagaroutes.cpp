// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/eventstore.h"
#include "core/storage/messagestore.h"
#include "core/storage/sagastore.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operatorviews.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 200;
constexpr int kMaxEvents = 500;

Error noSuchSaga()
{
    return {ErrorCode::NotFound, u"there is no such saga"_s, {}};
}

Result<SagaFilter> filterIn(const Request &request)
{
    SagaFilter filter;
    if (const auto state = request.queryValue("state"); state && !state->isEmpty()) {
        filter.state = sagaStateFrom(QString::fromUtf8(*state));
        if (!filter.state)
            return Error{ErrorCode::InvalidArgument, u"state is one of running, completed, failed"_s, u"state"_s};
    }
    if (const auto cursor = request.queryValue("cursor"); cursor && !cursor->isEmpty()) {
        const auto before = SagaId::fromString(*cursor);
        if (!before)
            return Error{ErrorCode::InvalidArgument, u"this is no cursor of ours"_s, u"cursor"_s};
        filter.before = *before;
    }
    const auto limit = queryInteger(request, "limit", kDefaultPage, 1, kMaxPage);
    if (!limit)
        return limit.error();
    filter.limit = static_cast<int>(*limit);
    return filter;
}

Result<Response> getSagas(ApiThread &api, const Principal &, const Request &request)
{
    const auto filter = filterIn(request);
    if (!filter)
        return filter.error();
    const auto sagas = api.read([&](Database &database) { return listSagas(database, *filter); });
    if (!sagas)
        return sagas.error();
    const bool more = sagas->size() == static_cast<size_t>(filter->limit);
    return Response::json(toJson({{u"sagas"_s, arrayOf(*sagas, sagaView)},
                                  {u"next_cursor"_s, more ? QJsonValue(sagas->back().id.toString()) : QJsonValue()}}));
}

// A saga with all that happened to it.
Result<QJsonObject> timelineOf(Database &database, const SagaId &id, qint64 nowMs)
{
    const auto saga = findSaga(database, id);
    if (!saga)
        return saga.error();
    if (!*saga)
        return noSuchSaga();
    const auto attempts = attemptsOf(database, id);
    const auto events = eventsAbout(database, id.toString(), kMaxEvents);
    const auto message = messageOfSaga(database, id);
    if (!attempts || !events || !message)
        return !attempts ? attempts.error() : !events ? events.error() : message.error();
    // A call whose lease ended may have reached the provider, and been paid for, before its step ran again.
    const auto unknown = std::count_if(attempts->begin(), attempts->end(), [](const Attempt &attempt) {
        return attempt.outcome == AttemptOutcome::LeaseEnded;
    });
    QJsonObject object = sagaView(**saga);
    object.insert(u"attempts"_s, arrayOf(*attempts, attemptView));
    object.insert(u"events"_s, arrayOf(*events, eventView));
    object.insert(u"message"_s, *message ? QJsonValue(messageView(**message, nowMs)) : QJsonValue());
    object.insert(u"maybe_paid_twice"_s, static_cast<qint64>(unknown));
    return object;
}

Result<Response> getSaga(ApiThread &api, const Principal &, const Request &request)
{
    const auto id = pathId<SagaId>(request, "saga_id", "saga");
    if (!id)
        return id.error();
    const auto timeline =
        api.read([&](Database &database) { return timelineOf(database, *id, api.context().environment.nowMs()); });
    if (!timeline)
        return timeline.error();
    return Response::json(toJson(*timeline));
}

void postRetry(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const auto id = pathId<SagaId>(request, "saga_id", "saga");
    if (!id)
        return reply.fail(id.error());
    if (!readBody(request, reply, [](ObjectReader &) {}))
        return;
    const auto work = [&context = api.context(), id = *id,
                       actor = actorOf(principal)](Transaction &tx) -> Result<CommandAnswer> {
        if (const Status retried = retrySaga(tx, context.saga, id); !retried)
            return retried.error();
        tx.record("saga.retried", id.toString(), {{u"actor"_s, actor}});
        const auto saga = findSaga(tx.database(), id);
        if (!saga)
            return saga.error();
        return CommandAnswer{202, toJson(sagaView(saga->value()))};
    };
    runCommand(api, principal, request, std::move(reply), work, {true, true, nullptr});
}

} // namespace

void addSagaRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/operator/sagas", only(Role::Viewer, api, getSagas));
    router.get("/api/v1/operator/sagas/{saga_id}", only(Role::Viewer, api, getSaga));
    router.post("/api/v1/operator/sagas/{saga_id}/retry", only(Role::Operator, api, postRetry));
}

} // namespace remirai
