// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operations.h"
#include "core/storage/eventstore.h"
#include "core/storage/messagestore.h"
#include "core/storage/sagastore.h"
#include "core/storage/userstore.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operatorviews.h"
#include "server/api/sagadetails.h"
#include "server/api/scan.h"

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

// What a list of sagas is narrowed to, and the index that finds it.
struct SagaQuery
{
    std::optional<SagaState> state;
    OperationFilter filter; // step, text and signature, by the rules of an operation's
    std::optional<Uuid> about; // an id of the saga or of what it is about
    QString email;
    SagaId before;
    int limit = kDefaultPage;

    bool matches(const Saga &saga) const { return (!state || saga.state == *state) && filter.matches(saga); }
};

Error wrong(const QString &field, const QString &why)
{
    return {ErrorCode::InvalidArgument, why, field};
}

Result<SagaQuery> queryIn(const Request &request)
{
    SagaQuery query;
    const auto value = [&](QByteArrayView name) {
        return QString::fromUtf8(request.queryValue(name).value_or(QByteArray()));
    };
    if (const QString state = value("state"); !state.isEmpty()) {
        query.state = sagaStateFrom(state);
        if (!query.state)
            return wrong(u"state"_s, u"state is one of running, completed, failed"_s);
    }
    if (const QString step = value("step"); !step.isEmpty()) {
        query.filter.step = stepFrom(step);
        if (!query.filter.step)
            return wrong(u"step"_s, u"step is one of synthesis, illustration"_s);
    }
    if (const QString cursor = value("cursor"); !cursor.isEmpty()) {
        const auto before = SagaId::fromString(cursor.toLatin1());
        if (!before)
            return wrong(u"cursor"_s, u"this is no cursor of ours"_s);
        query.before = *before;
    }
    query.about = Uuid::fromString(value("q").toUtf8());
    query.filter.text = query.about ? QString() : value("q");
    query.filter.errorSignature = value("error_signature");
    query.email = value("email");
    const auto limit = queryInteger(request, "limit", kDefaultPage, 1, kMaxPage);
    if (!limit)
        return limit.error();
    query.limit = static_cast<int>(*limit);
    return query;
}

// The next sagas by the narrowest index that the query has.
Result<std::vector<Saga>> nextSagas(Database &database, const SagaQuery &query, SagaId before, int limit)
{
    if (query.about) {
        const auto itself = findSaga(database, SagaId{*query.about});
        if (!itself)
            return itself.error();
        if (*itself)
            return before.isNull() ? std::vector<Saga>{**itself} : std::vector<Saga>();
        return sagasAbout(database, *query.about, before, limit);
    }
    if (!query.email.isEmpty()) {
        const auto user = findUserByEmail(database, query.email);
        if (!user)
            return user.error();
        return *user ? sagasAbout(database, (*user)->id.uuid, before, limit) : std::vector<Saga>();
    }
    if (!query.filter.errorSignature.isEmpty())
        return sagasFailedWith(database, query.filter.errorSignature, before, limit);
    return listSagas(database, {query.state, before, limit});
}

Result<Response> getSagas(ApiThread &api, const Principal &principal, const Request &request)
{
    const auto query = queryIn(request);
    if (!query)
        return query.error();
    if (!query->email.isEmpty() && !allows(principal.role, Role::Operator))
        return Error{ErrorCode::Forbidden, u"looking somebody up by address needs the role operator"_s, u"email"_s};
    const auto fetch = [&](const Saga *last, int limit) {
        const SagaId before = last ? last->id : query->before;
        return api.read([&](Database &database) { return nextSagas(database, *query, before, limit); });
    };
    const auto page = scan<Saga>(query->limit, fetch, [&](const Saga &saga) { return query->matches(saga); });
    if (!page)
        return page.error();
    return Response::json(
        toJson({{u"sagas"_s, arrayOf(page->rows, sagaView)},
                {u"next_cursor"_s, page->last ? QJsonValue(page->last->id.toString()) : QJsonValue()}}));
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

Result<Response> getSaga(ApiThread &api, const Principal &principal, const Request &request)
{
    const auto id = pathId<SagaId>(request, "saga_id", "saga");
    if (!id)
        return id.error();
    const auto timeline =
        api.read([&](Database &database) { return timelineOf(database, *id, api.context().environment.nowMs()); });
    if (!timeline)
        return timeline.error();
    QJsonObject object = *timeline;
    object.insert(u"details"_s, QJsonValue());
    if (allows(principal.role, Role::Operator)) {
        const auto details = sagaDetails(api, *id);
        if (!details)
            return details.error();
        object.insert(u"details"_s, *details);
    }
    return Response::json(toJson(object));
}

void postRetry(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const auto id = pathId<SagaId>(request, "saga_id", "saga");
    if (!id)
        return reply.fail(id.error());
    QString reason;
    const auto fill = [&](ObjectReader &body) {
        reason = body.optionalText(u"reason"_s).value_or(QString()).left(kMaxReason);
    };
    if (!readBody(request, reply, fill))
        return;
    const auto work = [&context = api.context(), id = *id, reason,
                       actor = actorOf(principal)](Transaction &tx) -> Result<CommandAnswer> {
        if (const Status retried = retryByOperator(tx, context.saga, id, actor, reason); !retried)
            return retried.error();
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
