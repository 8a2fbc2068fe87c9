// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/sqs/sqscall.h"
#include "server/sqs/sqsthread.h"

#include <functional>

namespace remirai {

// What an action does to its queue, as far as permission goes.
enum class Touch {
    Reads,
    Sends, // adds messages
    Changes, // takes messages away, hides them, or changes settings
};

// What a command's transaction came to. A refusal is an answer too; it has no effects.
struct SqsDone
{
    Checked<QJsonObject> answer = QJsonObject();
    qint64 arrivedIn = 0; // a queue …
    int arrived = 0; // … in which so many messages have become visible
    bool again = false; // there is more to do: run once more before answering
};
// Runs in the writer, with the queue as it is then (an empty one for actions that have none). Copied, so it holds
// values.
using SqsWork = std::function<Result<SqsDone>(Transaction &, const Queue &)>;

// Answers at once from the read connection.
using SqsQuery = Checked<QJsonObject> (*)(SqsThread &, const SqsCall &, const Queue &);
// Checks the input and says what to do; the queue is as read a moment ago.
using SqsCommand = Checked<SqsWork> (*)(SqsThread &, const SqsCall &, const Queue &);

struct SqsAction
{
    const char *name;
    Touch touch;
    bool hasQueue; // it is about the queue of QueueUrl or of the path
    SqsQuery query; // one of these, or neither: ReceiveMessage
    SqsCommand command;
};

// Null for a name that is none of ours.
const SqsAction *findAction(QByteArrayView name);

// ---- the actions, a file for each subject

Checked<SqsWork> createQueue(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> deleteQueue(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> purgeQueue(SqsThread &, const SqsCall &, const Queue &);
Checked<QJsonObject> getQueueUrl(SqsThread &, const SqsCall &, const Queue &);
Checked<QJsonObject> listQueues(SqsThread &, const SqsCall &, const Queue &);
Checked<QJsonObject> listDeadLetterSourceQueues(SqsThread &, const SqsCall &, const Queue &);

Checked<QJsonObject> getQueueAttributes(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> setQueueAttributes(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> tagQueue(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> untagQueue(SqsThread &, const SqsCall &, const Queue &);
Checked<QJsonObject> listQueueTags(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> addPermission(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> removePermission(SqsThread &, const SqsCall &, const Queue &);

Checked<SqsWork> sendMessage(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> sendMessageBatch(SqsThread &, const SqsCall &, const Queue &);

Checked<SqsWork> deleteMessage(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> deleteMessageBatch(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> changeMessageVisibility(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> changeMessageVisibilityBatch(SqsThread &, const SqsCall &, const Queue &);

Checked<SqsWork> startMessageMoveTask(SqsThread &, const SqsCall &, const Queue &);
Checked<SqsWork> cancelMessageMoveTask(SqsThread &, const SqsCall &, const Queue &);
Checked<QJsonObject> listMessageMoveTasks(SqsThread &, const SqsCall &, const Queue &);

// ---- ReceiveMessage, whose reply may wait: the parts that the waiting room asks for

Checked<ReceiveRequest> readReceive(SqsThread &thread, const SqsCall &call, const Queue &queue);
// In the writer.
Result<TakenMessages> takeMessages(Transaction &tx, const ReceiveRequest &request);
// On the read connection: what would be taken.
Result<std::vector<ReceivedMessage>> dueMessages(Database &database, const ReceiveRequest &request, qint64 nowMs);
QJsonObject messagesJson(SqsThread &thread, const ReceiveRequest &request,
                         const std::vector<ReceivedMessage> &messages);

// Why this caller may not have a queue bury its messages in the queue that its redrive policy names: what may not be
// sent to must not be reached by dying either.
std::optional<SqsError> forbidsBurying(SqsThread &thread, const SqsCall &call, const Queue &queue);
// A queue's address as this client reached us.
QString queueUrl(const SqsThread &thread, const SqsCall &call, const QString &queue);
// Command without anything to tell.
inline SqsDone doneWith(QJsonObject result = {})
{
    SqsDone done;
    done.answer = std::move(result);
    return done;
}
inline SqsDone refused(SqsError error)
{
    SqsDone done;
    done.answer = std::move(error);
    return done;
}

} // namespace remirai
