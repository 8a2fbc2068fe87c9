// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operations.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operationviews.h"

#include <QJsonDocument>
#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 200;
constexpr int kSamples = 10;
constexpr qint64 kMostTallied = 20'000; // items of one operation that a request follows up
constexpr qint64 kTalliedForMs = 3'600'000; // after its end, in a list

Response withLocation(const CommandAnswer &answer)
{
    Response response = Response::json(answer.body, answer.status);
    const QString id = QJsonDocument::fromJson(answer.body).object().value(u"operation_id"_s).toString();
    const QByteArray location = "/api/v1/operator/operations/" + id.toLatin1();
    response.addHeader("Location", location);
    return response;
}

Result<OperationOutlook> outlookOf(Database &database, const Operation &operation)
{
    OperationOutlook outlook;
    if (operation.kind == OperationKind::Redrive) {
        const auto queue = findQueue(database, operation.subject);
        if (!queue)
            return queue.error();
        const auto arrived =
            *queue ? countArrivedSince(database, (*queue)->id, operation.createdAtMs) : Result<qint64>(0);
        if (!arrived)
            return arrived.error();
        outlook.newSinceStart = *arrived;
    }
    const bool bringsBack = operation.kind == OperationKind::Redrive || operation.kind == OperationKind::Retry;
    if (!bringsBack || operation.done == 0 || operation.done > kMostTallied)
        return outlook;
    const auto tally = tallyItems(database, operation.id, 0);
    if (!tally)
        return tally.error();
    outlook.tally = *tally;
    if (outlook.newSinceStart) // those that died again came since, but are not new
        outlook.newSinceStart = std::max<qint64>(0, *outlook.newSinceStart - tally->diedAgain);
    return outlook;
}

struct NewOperation
{
    OperationRequest request;
    bool isDryRun = false;
};

Result<NewOperation> check(const QString &kindText, const QJsonObject &filter, NewOperation given, Role role)
{
    const auto kind = operationKindFrom(kindText);
    if (!kind || (!actsOnMessages(*kind) && *kind != OperationKind::Retry))
        return Error{ErrorCode::Unprocessable, u"kind is one of redrive, retry, delete, purge, park"_s, u"kind"_s};
    given.request.kind = *kind;
    auto parsed = operationFilterFrom(filter, *kind);
    if (!parsed)
        return parsed.error();
    given.request.filter = std::move(*parsed);
    if (const Status paced = checkPace(given.request.pace, *kind); !paced)
        return paced.error();
    if (given.isDryRun)
        return given;
    if (!allows(role, roleFor(*kind)))
        return Error{ErrorCode::Forbidden,
                     u"%1 destroys messages, so it needs the role %2; yours is %3"_s.arg(
                         kindText, toString(roleFor(*kind)), toString(role)),
                     {}};
    if (const Status reasoned = checkReason(given.request.reason); !reasoned)
        return reasoned.error();
    return given;
}

Result<CommandAnswer> preview(const ApiContext &context, const OperationRequest &request)
{
    const auto database = Database::open(context.database, Access::ReadOnly);
    if (!database)
        return database.error();
    const qint64 nowMs = context.environment.nowMs();
    const auto target = targetOf(**database, request.kind, request.filter, nowMs);
    if (!target)
        return target.error();
    const auto found = previewOperation(**database, *target, kSamples, nowMs);
    if (!found)
        return found.error();
    return CommandAnswer{200, toJson(previewView(request.kind, *found, request.pace, nowMs))};
}

// Looks at every row that may match, so on a thread that may take its time.
void sendPreview(ApiThread &api, OperationRequest request, Reply &&reply)
{
    if (!api.shared().blocking.reserve())
        return reply.fail({ErrorCode::Unavailable, u"too many previews at once; try again soon"_s, {}, 1'000});
    api.shared().blocking.start(
        [&context = api.context(), request = std::move(request), reply = std::move(reply)]() mutable {
            sendAnswer(std::move(reply), preview(context, request));
        });
}

void postOperation(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    NewOperation given;
    QString kind;
    QJsonObject filter;
    const auto fill = [&](ObjectReader &body) {
        kind = body.text(u"kind"_s);
        filter = body.optionalObject(u"filter"_s).value_or(QJsonObject());
        given.isDryRun = body.optionalBool(u"dry_run"_s).value_or(false);
        given.request.pace.canary = body.optionalInt(u"canary"_s).value_or(0);
        given.request.pace.ratePerSecond = body.optionalNumber(u"rate_per_second"_s).value_or(0);
        given.request.pace.stopOnRedeathRatio = body.optionalNumber(u"stop_on_redeath_ratio"_s);
        given.request.reason = body.optionalText(u"reason"_s).value_or(QString());
    };
    if (!readBody(request, reply, fill))
        return;
    given.request.actor = actorOf(principal);
    auto checked = check(kind, filter, std::move(given), principal.role);
    if (!checked)
        return reply.fail(checked.error());
    if (checked->isDryRun)
        return sendPreview(api, std::move(checked->request), std::move(reply));
    const auto work = [wanted = std::move(checked->request)](Transaction &tx) -> Result<CommandAnswer> {
        const auto operation = startOperation(tx, wanted);
        if (!operation)
            return operation.error();
        const std::optional<qint64> newOnes =
            wanted.kind == OperationKind::Redrive ? std::optional<qint64>(0) : std::nullopt;
        return CommandAnswer{202, toJson(operationView(*operation, {{}, newOnes}))};
    };
    runCommand(api, principal, request, std::move(reply), work, {false, true, withLocation, true});
}

Result<OperationListing> listingIn(const Request &request)
{
    OperationListing listing;
    const auto value = [&](QByteArrayView name) {
        return QString::fromUtf8(request.queryValue(name).value_or(QByteArray()));
    };
    if (const QString state = value("state"); !state.isEmpty()) {
        listing.state = operationStateFrom(state);
        if (!listing.state)
            return Error{ErrorCode::InvalidArgument,
                         u"state is one of running, completed, cancelled, stopped, failed"_s, u"state"_s};
    }
    if (const QString kind = value("kind"); !kind.isEmpty()) {
        listing.kind = operationKindFrom(kind);
        if (!listing.kind)
            return Error{ErrorCode::InvalidArgument,
                         u"kind is one of redrive, retry, delete, purge, park, pause, resume, scale"_s, u"kind"_s};
    }
    if (const QString cursor = value("cursor"); !cursor.isEmpty()) {
        const auto before = OperationId::fromString(cursor.toLatin1());
        if (!before)
            return Error{ErrorCode::InvalidArgument, u"this is no cursor of ours"_s, u"cursor"_s};
        listing.before = *before;
    }
    const auto limit = queryInteger(request, "limit", kDefaultPage, 1, kMaxPage);
    if (!limit)
        return limit.error();
    listing.limit = static_cast<int>(*limit);
    return listing;
}

Result<Response> getOperations(ApiThread &api, const Principal &, const Request &request)
{
    const auto listing = listingIn(request);
    if (!listing)
        return listing.error();
    const auto operations = api.read([&](Database &database) { return listOperations(database, *listing); });
    if (!operations)
        return operations.error();
    const qint64 fromMs = api.context().environment.nowMs() - kTalliedForMs;
    QJsonArray list;
    for (const Operation &operation : *operations) {
        const bool isFollowed = operation.finishedAtMs == 0 || operation.finishedAtMs >= fromMs;
        const auto outlook = isFollowed ? api.read([&](Database &database) { return outlookOf(database, operation); })
                                        : Result<OperationOutlook>(OperationOutlook());
        if (!outlook)
            return outlook.error();
        list.append(operationView(operation, *outlook));
    }
    const bool more = operations->size() == static_cast<size_t>(listing->limit);
    return Response::json(
        toJson({{u"operations"_s, list},
                {u"next_cursor"_s, more ? QJsonValue(operations->back().id.toString()) : QJsonValue()}}));
}

Result<Response> getOperation(ApiThread &api, const Principal &, const Request &request)
{
    const auto id = pathId<OperationId>(request, "operation_id", "operation");
    if (!id)
        return id.error();
    const auto view = api.read([&](Database &database) -> Result<QJsonObject> {
        const auto operation = findOperation(database, *id);
        if (!operation)
            return operation.error();
        if (!*operation)
            return Error{ErrorCode::NotFound, u"there is no such operation"_s, {}};
        const auto outlook = outlookOf(database, **operation);
        return outlook ? operationView(**operation, *outlook) : Result<QJsonObject>(outlook.error());
    });
    if (!view)
        return view.error();
    return Response::json(toJson(*view));
}

void postCancel(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    const auto id = pathId<OperationId>(request, "operation_id", "operation");
    if (!id)
        return reply.fail(id.error());
    QString reason;
    if (!readBody(request, reply,
                  [&](ObjectReader &body) { reason = body.optionalText(u"reason"_s).value_or(QString()); }))
        return;
    // A read of up to thousands of rows, which the writer need not wait for: how things stood just before.
    const auto outlook = api.read([&](Database &database) -> Result<OperationOutlook> {
        const auto operation = findOperation(database, *id);
        if (!operation)
            return operation.error();
        return *operation ? outlookOf(database, **operation) : Result<OperationOutlook>(OperationOutlook());
    });
    if (!outlook)
        return reply.fail(outlook.error());
    const auto work = [id = *id, reason, outlook = *outlook,
                       actor = actorOf(principal)](Transaction &tx) -> Result<CommandAnswer> {
        const auto operation = cancelOperation(tx, id, actor, reason.left(kMaxReason));
        if (!operation)
            return operation.error();
        return CommandAnswer{200, toJson(operationView(*operation, outlook))};
    };
    runCommand(api, principal, request, std::move(reply), work);
}

} // namespace

void addOperationRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/operator/operations", only(Role::Viewer, api, getOperations));
    router.post("/api/v1/operator/operations", only(Role::Operator, api, postOperation));
    router.get("/api/v1/operator/operations/{operation_id}", only(Role::Viewer, api, getOperation));
    router.post("/api/v1/operator/operations/{operation_id}/cancel", only(Role::Operator, api, postCancel));
}

} // namespace remirai
