// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operationrunner.h"
#include "core/storage/messagestore.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operatorviews.h"
#include "server/api/queuelook.h"
#include "server/api/scan.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 200;

QString nameIn(const Request &request)
{
    return QString::fromUtf8(request.parameter("name"));
}

Result<Response> getQueues(ApiThread &api, const Principal &, const Request &)
{
    const auto queues = api.read([](Database &database) { return allQueues(database); });
    if (!queues)
        return queues.error();
    QJsonArray array;
    for (const Queue &queue : *queues) {
        const auto view = lookAt(api, queue);
        if (!view)
            return view.error();
        array.append(queueJson(api.context(), *view));
    }
    return Response::json(toJson({{u"queues"_s, array}}));
}

Result<Response> getQueue(ApiThread &api, const Principal &, const Request &request)
{
    const auto queue = queueNamed(api, nameIn(request));
    if (!queue)
        return queue.error();
    const auto view = lookAt(api, *queue);
    if (!view)
        return view.error();
    return Response::json(toJson(queueJson(api.context(), *view)));
}

void patchOne(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    QueuePatch patch;
    QString reason;
    const auto fill = [&](ObjectReader &body) {
        patch.paused = body.optionalBool(u"paused"_s);
        patch.minSlots = body.optionalInt(u"min_slots"_s);
        patch.maxSlots = body.optionalInt(u"max_slots"_s);
        reason = body.optionalText(u"reason"_s).value_or(QString()).left(kMaxReason);
    };
    if (!readBody(request, reply, fill))
        return;
    const auto before = queueNamed(api, nameIn(request));
    const auto view = before ? lookAt(api, *before) : Result<QueueView>(before.error());
    if (!view)
        return reply.fail(view.error());
    const auto work = [&context = api.context(), view = *view, patch, reason,
                       actor = actorOf(principal)](Transaction &tx) -> Result<CommandAnswer> {
        const auto queue = changeQueue(tx, view.queue.name, patch, actor, reason);
        if (!queue)
            return queue.error();
        QueueView after = view;
        after.queue = *queue;
        return CommandAnswer{200, toJson(queueJson(context, after))};
    };
    runCommand(api, principal, request, std::move(reply), work, {true, true, nullptr});
}

// An operation on all messages of a queue, answered when it is over: many transactions, so on a thread that may block.
// Repeating it does no harm by itself; with an Idempotency-Key the first answer comes again.
Result<CommandAnswer> runBulk(const ApiShared &shared, const OperationRequest &request,
                              const std::optional<IdempotencyKey> &key)
{
    const ApiContext &context = shared.context;
    OperationDriver driver(context.writer, context.saga, context.database, context.environment);
    const auto operation = driver.runToEnd(request, shared.stopping.get_token());
    if (!operation)
        return operation.error();
    if (operation->state == OperationState::Failed)
        return Error{ErrorCode::Internal, operation->note, {}};
    if (operation->state != OperationState::Completed) // another operator ended it
        return Error{
            ErrorCode::Conflict,
            u"the operation was not finished: %1; %2 messages were done"_s.arg(operation->note).arg(operation->done),
            {}};
    const CommandAnswer answer{200, toJson({{u"messages"_s, operation->done}})};
    if (key) {
        const Status kept = context.writer.call([&](Transaction &tx) { return remember(tx, key, answer); });
        if (!kept)
            return kept.error();
    }
    if (context.workArrived)
        context.workArrived();
    return answer;
}

template <OperationKind kind>
void postBulk(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    OperationRequest wanted;
    wanted.kind = kind;
    wanted.actor = actorOf(principal);
    if (!readBody(request, reply, [&](ObjectReader &body) {
            wanted.reason = body.optionalText(u"reason"_s).value_or(QString()).left(kMaxReason);
        }))
        return;
    const auto queue = queueNamed(api, nameIn(request));
    auto key = idempotencyKeyOf(principal, request);
    if (!queue || !key)
        return reply.fail(queue ? key.error() : queue.error());
    wanted.filter.queue = queue->name;
    const auto earlier = api.read([&](Database &database) { return recall(database, *key); });
    if (!earlier)
        return reply.fail(earlier.error());
    if (*earlier)
        return sendAnswer(std::move(reply), Result<CommandAnswer>(**earlier));
    if (!api.shared().blocking.reserve())
        return reply.fail({ErrorCode::Unavailable, u"too many bulk actions at once; try again soon"_s, {}, 1'000});
    api.shared().blocking.start(
        [&shared = api.shared(), wanted = std::move(wanted), key = std::move(*key),
         reply = std::move(reply)]() mutable { sendAnswer(std::move(reply), runBulk(shared, wanted, key)); });
}

struct MessageQuery
{
    OperationFilter filter; // the same rules as an operation's, so that one sees what it would act on
    MessageCursor after;
    int limit = kDefaultPage;
};

Result<MessageQuery> messageQuery(const Request &request)
{
    MessageQuery query;
    const auto value = [&](QByteArrayView name) { return request.queryValue(name).value_or(QByteArray()); };
    if (const QByteArray state = value("state"); !state.isEmpty()) {
        query.filter.state = messageStateFrom(QString::fromUtf8(state));
        if (!query.filter.state)
            return Error{ErrorCode::InvalidArgument, u"state is one of visible, in_flight, delayed"_s, u"state"_s};
    }
    query.filter.text = QString::fromUtf8(value("q"));
    query.filter.errorSignature = QString::fromUtf8(value("error_signature"));
    const auto limit = queryInteger(request, "limit", kDefaultPage, 1, kMaxPage);
    if (!limit)
        return limit.error();
    query.limit = static_cast<int>(*limit);
    if (const QByteArray cursor = value("cursor"); !cursor.isEmpty()) {
        const auto after = MessageCursor::fromText(QString::fromUtf8(cursor));
        if (!after)
            return Error{ErrorCode::InvalidArgument, u"this is no cursor of ours"_s, u"cursor"_s};
        query.after = *after;
    }
    return query;
}

Result<Response> getMessages(ApiThread &api, const Principal &, const Request &request)
{
    const auto query = messageQuery(request);
    const auto queue = queueNamed(api, nameIn(request));
    if (!query || !queue)
        return query ? queue.error() : query.error();
    const qint64 nowMs = api.context().environment.nowMs();
    const auto fetch = [&](const Message *last, int limit) {
        const MessageCursor after = last ? MessageCursor::of(*last) : query->after;
        return api.read([&](Database &database) { return browseMessages(database, queue->id, after, limit); });
    };
    const auto page = scan<Message>(query->limit, fetch,
                                    [&](const Message &message) { return query->filter.matches(message, nowMs); });
    if (!page)
        return page.error();
    QJsonValue cursor;
    if (page->last)
        cursor = MessageCursor::of(*page->last).toText();
    const auto view = [=](const Message &message) { return messageView(message, nowMs); };
    return Response::json(toJson({{u"messages"_s, arrayOf(page->rows, view)}, {u"next_cursor"_s, cursor}}));
}

} // namespace

void addQueueRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/operator/queues", only(Role::Viewer, api, getQueues));
    router.get("/api/v1/operator/queues/{name}", only(Role::Viewer, api, getQueue));
    router.patch("/api/v1/operator/queues/{name}", only(Role::Operator, api, patchOne));
    router.post("/api/v1/operator/queues/{name}/redrive", only(Role::Operator, api, postBulk<OperationKind::Redrive>));
    router.post("/api/v1/operator/queues/{name}/purge", only(Role::Admin, api, postBulk<OperationKind::Purge>));
    router.get("/api/v1/operator/queues/{name}/messages", only(Role::Viewer, api, getMessages));
}

} // namespace remirai
