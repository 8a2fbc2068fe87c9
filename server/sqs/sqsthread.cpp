// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/sqsthread.h"

#include "server/auth/hostname.h"
#include "server/sqs/actions.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// A command on its way: run in the writer as often as it says, then answered in the HTTP thread.
struct Running
{
    SqsWork work;
    SqsCall call;
    qint64 queueId = 0; // 0 = the action has no queue
    Reply reply;
    std::shared_ptr<SqsInbox> inbox;
};

Result<SqsDone> runWork(Transaction &tx, const SqsWork &work, qint64 queueId)
{
    if (queueId == 0)
        return work(tx, Queue{});
    const auto queue = findQueue(tx.database(), queueId);
    if (!queue)
        return queue.error();
    return *queue ? work(tx, **queue) : Result<SqsDone>(refused(queueDoesNotExist()));
}

void finish(SqsThread &thread, Running &running, const Result<SqsDone> &done)
{
    if (!done)
        return running.reply.send(refusalOf(running.call, fromError(done.error(), running.call.requestId)));
    if (!done->answer)
        return running.reply.send(refusalOf(running.call, done->answer.error()));
    running.reply.send(answerTo(running.call, *done->answer));
    if (done->arrived == 0)
        return;
    thread.shared().inboxes.announce(done->arrivedIn, done->arrived);
    if (thread.context().workArrived && thread.context().isSagas(done->arrivedIn))
        thread.context().workArrived();
}

void post(Writer &writer, std::shared_ptr<Running> running)
{
    writer.post([running](Transaction &tx) { return runWork(tx, running->work, running->queueId); },
                [&writer, running](Result<SqsDone> &&done) {
                    if (done && done->again)
                        return post(writer, running);
                    running->inbox->post(
                        [running, done = std::move(done)](SqsThread &thread) { finish(thread, *running, done); });
                });
}

SqsError unknownAction(const QByteArray &name)
{
    return {SqsFault::InvalidAction,
            u"The action %1 is not valid for this endpoint."_s.arg(QString::fromLatin1(name.left(80)))};
}

// A browser lends its place on this machine to any page: by a form (Origin), by an image, whose GET has no Origin
// (Sec-Fetch-Site, which no client of SQS sends), or by a name of the page's own that now leads here (DNS rebinding),
// to which a browser sends neither; hence the Host.
bool isFromWebPage(const Request &request)
{
    return !request.header("origin").isNull() || !request.header("sec-fetch-site").isNull()
        || isDomainName(request.header("host"));
}

} // namespace

SqsThread::SqsThread(SqsShared &everybodys)
    : m_shared(everybodys)
    , m_inbox(everybodys.inboxes.add())
    , m_mail(m_inbox->wakeDescriptor(), QSocketNotifier::Read)
    , m_reader(everybodys.context.database)
    , m_verifier(everybodys.context.credentials, everybodys.context.environment)
    , m_receipts(everybodys.context.secret)
    , m_recorder(everybodys.context.metrics)
    , m_room(*this)
{
    QObject::connect(&m_mail, &QSocketNotifier::activated, &m_mail, [this] { openMail(); });
}

SqsThread::~SqsThread()
{
    m_shared.inboxes.remove(m_inbox);
    m_inbox->close();
}

void SqsThread::openMail()
{
    for (const auto &parcel : m_inbox->takeAll())
        parcel->open(*this);
}

std::optional<SqsError> SqsThread::overload() const
{
    if (context().writer.stats().waiting <= context().maxWaitingCommands)
        return std::nullopt;
    return SqsError{SqsFault::ServiceUnavailable, u"Too much is waiting to be written; try again soon."_s};
}

Checked<Queue> SqsThread::queueNamed(const SqsCall &call, const QString &name)
{
    const auto queue = read([&](Database &database) { return findQueue(database, name); });
    if (!queue)
        return fromError(queue.error(), call.requestId);
    return *queue ? Checked<Queue>(**queue) : queueDoesNotExist();
}

// Whoever has no operator's key may look at the saga's queues, and on a server without credentials (which is open to
// this machine alone) add to them; taking away what sagas wait for is an operator's business.
std::optional<SqsError> SqsThread::forbids(const SqsCall &call, const SqsAction &action, qint64 queueId) const
{
    using Standing = SqsCaller::Standing;
    const bool mayAdd = action.touch == Touch::Sends && call.caller.standing == Standing::Anonymous;
    if (action.touch == Touch::Reads || mayAdd || call.caller.standing == Standing::Operator
        || !context().isSagas(queueId))
        return std::nullopt;
    return SqsError{
        SqsFault::AccessDenied,
        u"Access to the resource is denied: this queue belongs to the server's sagas, and %1 needs an access "
        "key of an operator (sqs.credentials_file)."_s.arg(QString::fromLatin1(action.name))};
}

std::optional<SqsError> SqsThread::identify(SqsCall &call, const Request &request)
{
    if (context().credentials.empty()) {
        if (isFromWebPage(request))
            return SqsError{SqsFault::AccessDenied,
                            u"Web pages need credentials: set sqs.credentials_file. "
                            "From this machine, call the endpoint localhost or by its address."_s};
        return std::nullopt;
    }
    const auto credential = m_verifier.verify(request);
    if (!credential)
        return credential.error();
    call.caller.standing =
        (*credential)->standing == SqsStanding::Operator ? SqsCaller::Standing::Operator : SqsCaller::Standing::Client;
    call.caller.accessKeyId = QString::fromLatin1((*credential)->accessKeyId);
    return std::nullopt;
}

void SqsThread::handle(Request &&request, Reply &&reply)
{
    SqsCall call = beginCall(request, context().trustedProxies);
    auto refusal = identify(call, request);
    if (!refusal)
        refusal = readCall(call, request);
    if (refusal)
        return reply.send(refusalOf(call, *refusal));
    if (call.action.isEmpty() && request.method() != Method::Post)
        return reply.send(Response(404, "text/xml", "<UnknownOperationException/>"));
    perform(std::move(call), std::move(reply));
}

void SqsThread::perform(SqsCall &&call, Reply &&reply)
{
    const auto refuse = [&](const SqsError &error) { reply.send(refusalOf(call, error)); };
    const SqsAction *action = findAction(call.action);
    const bool misplaced = action && !call.queueInPath.isEmpty() && call.protocol == SqsProtocol::Query
        && (call.action == "CreateQueue" || call.action == "ListQueues");
    if (!action || misplaced)
        return refuse(unknownAction(call.action));
    Queue queue;
    if (action->hasQueue) {
        const auto name = queueNameIn(call);
        if (!name)
            return refuse(name.error());
        const auto found = queueNamed(call, *name);
        if (!found)
            return refuse(found.error());
        queue = *found;
        if (const auto forbidden = forbids(call, *action, queue.id))
            return refuse(*forbidden);
    }
    if (action->command)
        return command(*action, std::move(call), queue, std::move(reply));
    if (action->query) {
        const auto result = action->query(*this, call, queue);
        return result ? reply.send(answerTo(call, *result)) : refuse(result.error());
    }
    const auto receive = readReceive(*this, call, queue);
    if (!receive)
        return refuse(receive.error());
    call.input = {}; // a long poll may stand here for 20 s, and `receive` has all it needs
    reply.releaseBody();
    m_room.enter({std::move(call), *receive, std::move(reply), context().environment.steadyMs() + receive->waitMs});
}

void SqsThread::command(const SqsAction &action, SqsCall &&call, const Queue &queue, Reply &&reply)
{
    if (const auto refused = overload())
        return reply.send(refusalOf(call, *refused));
    auto work = action.command(*this, call, queue);
    if (!work)
        return reply.send(refusalOf(call, work.error()));
    call.input = {}; // the work has what it needs; bodies need not lie here twice
    post(context().writer,
         std::make_shared<Running>(Running{std::move(*work), std::move(call), queue.id, std::move(reply), m_inbox}));
}

} // namespace remirai
