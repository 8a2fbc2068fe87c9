// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operatorcommands.h"
#include "core/storage/messagestore.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operatorviews.h"
#include "server/api/queuelook.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 200;
constexpr int kMaxScanned = 2'000; // messages that one filtered look reads at most

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
    const auto fill = [&](ObjectReader &body) {
        patch.paused = body.optionalBool(u"paused"_s);
        patch.minSlots = body.optionalInt(u"min_slots"_s);
        patch.maxSlots = body.optionalInt(u"max_slots"_s);
    };
    if (!readBody(request, reply, fill))
        return;
    const auto before = queueNamed(api, nameIn(request));
    const auto view = before ? lookAt(api, *before) : Result<QueueView>(before.error());
    if (!view)
        return reply.fail(view.error());
    const auto work = [&context = api.context(), view = *view, patch,
                       actor = actorOf(principal)](Transaction &tx) -> Result<CommandAnswer> {
        const auto queue = patchQueue(tx, view.queue.name, patch, actor);
        if (!queue)
            return queue.error();
        QueueView after = view;
        after.queue = *queue;
        return CommandAnswer{200, toJson(queueJson(context, after))};
    };
    runCommand(api, principal, request, std::move(reply), work, {true, true, nullptr});
}

// An action on all messages of a queue: many transactions, so it runs on a thread that may block. Repeating it does no
// harm by itself; with an Idempotency-Key the first answer comes again.
using BulkAction = Result<BulkOutcome> (*)(const ApiContext &, const Queue &, const QString &actor);

Result<CommandAnswer> runBulk(const ApiContext &context, BulkAction action, const Queue &queue, const QString &actor,
                              const std::optional<IdempotencyKey> &key)
{
    const auto outcome = action(context, queue, actor);
    if (!outcome)
        return outcome.error();
    const CommandAnswer answer{200, toJson({{u"messages"_s, outcome->messages}})};
    if (key) {
        const Status kept = context.writer.call([&](Transaction &tx) { return remember(tx, key, answer); });
        if (!kept)
            return kept.error();
    }
    if (context.workArrived)
        context.workArrived();
    return answer;
}

template <BulkAction action> void postBulk(ApiThread &api, const Principal &principal, Request &&request, Reply &&reply)
{
    if (!readBody(request, reply, [](ObjectReader &) {}))
        return;
    const auto queue = queueNamed(api, nameIn(request));
    auto key = idempotencyKeyOf(principal, request);
    if (!queue || !key)
        return reply.fail(queue ? key.error() : queue.error());
    const auto earlier = api.read([&](Database &database) { return recall(database, *key); });
    if (!earlier)
        return reply.fail(earlier.error());
    if (*earlier)
        return sendAnswer(std::move(reply), Result<CommandAnswer>(**earlier));
    if (!api.shared().blocking.reserve())
        return reply.fail({ErrorCode::Unavailable, u"too many bulk actions at once; try again soon"_s, {}, 1'000});
    api.shared().blocking.start([&context = api.context(), queue = *queue, actor = actorOf(principal),
                                 key = std::move(*key), reply = std::move(reply)]() mutable {
        sendAnswer(std::move(reply), runBulk(context, action, queue, actor, key));
    });
}

Result<BulkOutcome> purge(const ApiContext &context, const Queue &queue, const QString &actor)
{
    return purgeQueue(context.writer, queue.name, actor);
}

// By the name of the queue or of its dead-letter queue: both are what people say.
Result<BulkOutcome> redrive(const ApiContext &context, const Queue &queue, const QString &actor)
{
    const QString deadLetters = queue.deadLetterId != 0 ? deadLetterName(queue.name) : queue.name;
    return redriveQueue(context.writer, context.saga, deadLetters, actor);
}

struct MessageQuery
{
    QString state; // empty = any
    QByteArray text; // part of the body; empty = any
    MessageCursor after;
    int limit = kDefaultPage;
};

Result<MessageQuery> messageQuery(const Request &request)
{
    MessageQuery query;
    query.state = QString::fromUtf8(request.queryValue("state").value_or(QByteArray()));
    if (!query.state.isEmpty() && !QStringList{u"visible"_s, u"in_flight"_s, u"delayed"_s}.contains(query.state))
        return Error{ErrorCode::InvalidArgument, u"state is one of visible, in_flight, delayed"_s, u"state"_s};
    query.text = request.queryValue("q").value_or(QByteArray());
    const auto limit = queryInteger(request, "limit", kDefaultPage, 1, kMaxPage);
    if (!limit)
        return limit.error();
    query.limit = static_cast<int>(*limit);
    const QByteArray cursor = request.queryValue("cursor").value_or(QByteArray());
    const qsizetype dot = cursor.indexOf('.');
    bool isTime = cursor.isEmpty();
    bool isSeq = cursor.isEmpty();
    if (dot > 0)
        query.after = {cursor.first(dot).toLongLong(&isTime), cursor.sliced(dot + 1).toLongLong(&isSeq)};
    if (!isTime || !isSeq)
        return Error{ErrorCode::InvalidArgument, u"this is no cursor of ours"_s, u"cursor"_s};
    return query;
}

Result<Response> getMessages(ApiThread &api, const Principal &, const Request &request)
{
    auto query = messageQuery(request);
    const auto queue = queueNamed(api, nameIn(request));
    if (!query || !queue)
        return query ? queue.error() : query.error();
    const qint64 nowMs = api.context().environment.nowMs();
    QJsonArray found;
    bool more = true;
    for (int scanned = 0; more && scanned < kMaxScanned && found.size() < query->limit;) {
        const auto page = api.read(
            [&](Database &database) { return browseMessages(database, queue->id, query->after, query->limit); });
        if (!page)
            return page.error();
        more = page->size() == static_cast<size_t>(query->limit);
        scanned += query->limit;
        for (const Message &message : *page) {
            if (found.size() == query->limit) {
                more = true;
                break;
            }
            query->after = {message.visibleAtMs, message.seq};
            const bool fits = (query->state.isEmpty() || messageState(message, nowMs) == query->state)
                && (query->text.isEmpty() || message.body.contains(query->text));
            if (fits)
                found.append(messageView(message, nowMs));
        }
    }
    const QString cursor = u"%1.%2"_s.arg(query->after.visibleAtMs).arg(query->after.seq);
    return Response::json(
        toJson({{u"messages"_s, found}, {u"next_cursor"_s, more ? QJsonValue(cursor) : QJsonValue()}}));
}

} // namespace

void addQueueRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/operator/queues", only(Role::Viewer, api, getQueues));
    router.get("/api/v1/operator/queues/{name}", only(Role::Viewer, api, getQueue));
    router.patch("/api/v1/operator/queues/{name}", only(Role::Operator, api, patchOne));
    router.post("/api/v1/operator/queues/{name}/redrive", only(Role::Operator, api, postBulk<redrive>));
    router.post("/api/v1/operator/queues/{name}/purge", only(Role::Admin, api, postBulk<purge>));
    router.get("/api/v1/operator/queues/{name}/messages", only(Role::Viewer, api, getMessages));
}

} // namespace remirai
