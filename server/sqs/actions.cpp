// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/actions.h"

namespace remirai {

namespace {

constexpr SqsAction kActions[] = {
    {"CreateQueue", Touch::Changes, false, nullptr, createQueue},
    {"DeleteQueue", Touch::Changes, true, nullptr, deleteQueue},
    {"PurgeQueue", Touch::Changes, true, nullptr, purgeQueue},
    {"GetQueueUrl", Touch::Reads, false, getQueueUrl, nullptr},
    {"ListQueues", Touch::Reads, false, listQueues, nullptr},
    {"ListDeadLetterSourceQueues", Touch::Reads, true, listDeadLetterSourceQueues, nullptr},
    {"GetQueueAttributes", Touch::Reads, true, getQueueAttributes, nullptr},
    {"SetQueueAttributes", Touch::Changes, true, nullptr, setQueueAttributes},
    {"TagQueue", Touch::Changes, true, nullptr, tagQueue},
    {"UntagQueue", Touch::Changes, true, nullptr, untagQueue},
    {"ListQueueTags", Touch::Reads, true, listQueueTags, nullptr},
    {"AddPermission", Touch::Changes, true, nullptr, addPermission},
    {"RemovePermission", Touch::Changes, true, nullptr, removePermission},
    {"SendMessage", Touch::Sends, true, nullptr, sendMessage},
    {"SendMessageBatch", Touch::Sends, true, nullptr, sendMessageBatch},
    {"ReceiveMessage", Touch::Reads, true, nullptr, nullptr},
    {"DeleteMessage", Touch::Changes, true, nullptr, deleteMessage},
    {"DeleteMessageBatch", Touch::Changes, true, nullptr, deleteMessageBatch},
    {"ChangeMessageVisibility", Touch::Changes, true, nullptr, changeMessageVisibility},
    {"ChangeMessageVisibilityBatch", Touch::Changes, true, nullptr, changeMessageVisibilityBatch},
    {"StartMessageMoveTask", Touch::Changes, false, nullptr, startMessageMoveTask},
    {"CancelMessageMoveTask", Touch::Changes, false, nullptr, cancelMessageMoveTask},
    {"ListMessageMoveTasks", Touch::Reads, false, listMessageMoveTasks, nullptr},
};

} // namespace

const SqsAction *findAction(QByteArrayView name)
{
    for (const SqsAction &action : kActions) {
        if (name == action.name)
            return &action;
    }
    return nullptr;
}

std::optional<SqsError> forbidsBurying(SqsThread &thread, const SqsCall &call, const Queue &queue)
{
    if (queue.deadLetterName.isEmpty())
        return std::nullopt;
    const auto target = thread.queueNamed(call, queue.deadLetterName);
    if (!target && target.error().fault == SqsFault::QueueDoesNotExist)
        return std::nullopt; // refused later
    if (!target)
        return target.error();
    const SqsAction burying{"RedrivePolicy", Touch::Sends, true, nullptr, nullptr};
    return thread.forbids(call, burying, target->id);
}

QString queueUrl(const SqsThread &thread, const SqsCall &call, const QString &queue)
{
    return QStringLiteral("%1://%2/%3/%4")
        .arg(call.isOverTls ? QStringLiteral("https") : QStringLiteral("http"), QString::fromLatin1(call.host),
             thread.context().naming.account, queue);
}

} // namespace remirai
