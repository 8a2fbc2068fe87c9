// SPDX-License-Identifier: GPL-3.0-or-later
// Redriving dead letters as tasks.
#include "server/sqs/actions.h"

#include "core/queue/movetasks.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxTasksListed = 10;

SqsError noSuchResource(const QString &which)
{
    return {SqsFault::ResourceNotFound,
            u"The resource that you specified for the %1 parameter doesn't exist."_s.arg(which)};
}

// The queue that a parameter names by ARN.
Checked<Queue> queueOf(SqsThread &thread, const SqsCall &call, const QString &parameter)
{
    const auto arn = requiredText(call.input, parameter);
    if (!arn)
        return arn.error();
    const auto name = SqsNaming::queueOfArn(*arn);
    if (!name)
        return noSuchResource(parameter);
    const auto queue = thread.queueNamed(call, *name);
    if (!queue && queue.error().fault == SqsFault::QueueDoesNotExist)
        return noSuchResource(parameter);
    return queue;
}

std::optional<SqsError> mayMove(const SqsThread &thread, const SqsCall &call, const Queue &queue, Touch touch)
{
    const SqsAction asked{"StartMessageMoveTask", touch, true, nullptr, nullptr};
    return thread.forbids(call, asked, queue.id);
}

QString handleOf(const MoveTask &task, const SqsNaming &naming)
{
    const QJsonObject handle{{u"taskId"_s, task.id.toString()}, {u"sourceArn"_s, naming.arn(task.source)}};
    return QString::fromLatin1(QJsonDocument(handle).toJson(QJsonDocument::Compact).toBase64());
}

std::optional<MoveTaskId> taskOf(const QString &handle)
{
    const auto decoded = QByteArray::fromBase64Encoding(handle.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    const QJsonObject members = QJsonDocument::fromJson(decoded.decoded).object();
    return MoveTaskId::fromString(members.value(u"taskId"_s).toString().toLatin1());
}

QJsonObject taskJson(const MoveTask &task, const SqsNaming &naming)
{
    QJsonObject json{{u"Status"_s, textOf(kMoveStateTexts, task.state).toUpper()},
                     {u"SourceArn"_s, naming.arn(task.source)},
                     {u"ApproximateNumberOfMessagesMoved"_s, task.moved},
                     {u"ApproximateNumberOfMessagesToMove"_s, task.toMove},
                     {u"StartedTimestamp"_s, task.startedAtMs}};
    if (task.state == MoveState::Running)
        json.insert(u"TaskHandle"_s, handleOf(task, naming));
    if (!task.destination.isEmpty())
        json.insert(u"DestinationArn"_s, naming.arn(task.destination));
    if (task.perSecond > 0)
        json.insert(u"MaxNumberOfMessagesPerSecond"_s, task.perSecond);
    if (!task.failure.isEmpty())
        json.insert(u"FailureReason"_s, task.failure);
    return json;
}

Result<SqsDone> start(Transaction &tx, const Queue &source, const std::optional<Queue> &destination, int perSecond,
                      const SqsNaming &naming)
{
    const auto isDead = isDeadLetterQueue(tx.database(), source);
    if (!isDead)
        return isDead.error();
    if (!*isDead)
        return refused({SqsFault::InvalidParameterValue, u"Source queue must be configured as a Dead Letter Queue."_s});
    const auto task = startMoveTask(tx, source, destination ? &*destination : nullptr, perSecond);
    if (!task && task.error().code == ErrorCode::Conflict)
        return refused({SqsFault::InvalidParameterValue,
                        u"There is already a task running. Only one active task is allowed for a source queue arn at a "
                        "given time."_s});
    if (!task)
        return task.error();
    SqsDone done = doneWith({{u"TaskHandle"_s, handleOf(*task, naming)}});
    done.arrivedIn = destination ? destination->id : 0;
    done.arrived = static_cast<int>(task->moved);
    return done;
}

} // namespace

Checked<SqsWork> startMessageMoveTask(SqsThread &thread, const SqsCall &call, const Queue &)
{
    const auto source = queueOf(thread, call, u"SourceArn"_s);
    if (!source)
        return source.error();
    if (const auto forbidden = mayMove(thread, call, *source, Touch::Changes))
        return *forbidden;
    std::optional<Queue> destination;
    const auto target = optionalText(call.input, u"DestinationArn"_s);
    if (!target)
        return target.error();
    if (!target->isEmpty()) {
        const auto named = queueOf(thread, call, u"DestinationArn"_s);
        if (!named)
            return named.error();
        if (named->id == source->id)
            return SqsError{SqsFault::InvalidParameterValue,
                            u"Source queue arn and destination queue arn must differ."_s};
        if (const auto forbidden = mayMove(thread, call, *named, Touch::Sends))
            return *forbidden;
        destination = *named;
    }
    const auto rate =
        optionalNumber(call.input, u"MaxNumberOfMessagesPerSecond"_s, 1, kMaxMovesPerSecond,
                       u"The MaxNumberOfMessagesPerSecond must be between 1 and %1."_s.arg(kMaxMovesPerSecond));
    if (!rate)
        return rate.error();
    return SqsWork([source = *source, destination, perSecond = static_cast<int>(rate->value_or(0)),
                    naming = thread.context().naming](Transaction &tx, const Queue &) {
        return start(tx, source, destination, perSecond, naming);
    });
}

Checked<SqsWork> cancelMessageMoveTask(SqsThread &thread, const SqsCall &call, const Queue &)
{
    const auto handle = requiredText(call.input, u"TaskHandle"_s);
    if (!handle)
        return handle.error();
    const auto id = taskOf(*handle);
    if (!id)
        return SqsError{SqsFault::InvalidParameterValue, u"Value for parameter TaskHandle is invalid."_s};
    const auto task = thread.read([&](Database &database) { return findMoveTask(database, *id); });
    if (!task)
        return fromError(task.error(), call.requestId);
    if (!*task)
        return SqsError{SqsFault::ResourceNotFound, u"Task does not exist."_s};
    const auto source = thread.queueNamed(call, (*task)->source);
    if (!source && source.error().fault != SqsFault::QueueDoesNotExist)
        return source.error(); // nobody knows whose it is
    if (source) {
        if (const auto forbidden = mayMove(thread, call, *source, Touch::Changes))
            return *forbidden;
    }
    return SqsWork([id = *id](Transaction &tx, const Queue &) -> Result<SqsDone> {
        const auto cancelled = cancelMoveTask(tx, id);
        if (!cancelled)
            return cancelled.error();
        if (!*cancelled)
            return refused({SqsFault::UnsupportedOperation, u"Only active tasks can be cancelled."_s});
        return doneWith({{u"ApproximateNumberOfMessagesMoved"_s, (*cancelled)->moved}});
    });
}

Checked<QJsonObject> listMessageMoveTasks(SqsThread &thread, const SqsCall &call, const Queue &)
{
    const auto source = queueOf(thread, call, u"SourceArn"_s);
    if (!source)
        return source.error();
    const auto most = optionalNumber(call.input, u"MaxResults"_s, 1, kMaxTasksListed,
                                     u"MaxResults must be an integer between 1 and 10."_s);
    if (!most)
        return most.error();
    const auto tasks = thread.read(
        [&](Database &database) { return moveTasksOf(database, source->name, static_cast<int>(most->value_or(1))); });
    if (!tasks)
        return fromError(tasks.error(), call.requestId);
    QJsonArray results;
    for (const MoveTask &task : *tasks)
        results.append(taskJson(task, thread.context().naming));
    return results.isEmpty() ? QJsonObject() : QJsonObject{{u"Results"_s, results}};
}

} // namespace remirai
