// SPDX-License-Identifier: GPL-3.0-or-later
// ReceiveMessage: what a client asks for, what the writer takes, what it looks like.
#include "server/sqs/actions.h"
#include "server/sqs/messageattributes.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QStringList kSystemAttributes{u"All"_s,
                                    u"SenderId"_s,
                                    u"SentTimestamp"_s,
                                    u"ApproximateReceiveCount"_s,
                                    u"ApproximateFirstReceiveTimestamp"_s,
                                    u"SequenceNumber"_s,
                                    u"MessageDeduplicationId"_s,
                                    u"MessageGroupId"_s,
                                    u"AWSTraceHeader"_s,
                                    u"DeadLetterQueueSourceArn"_s};

QString sourceArn(SqsThread &thread, qint64 queueId)
{
    const auto source = thread.read([&](Database &database) { return findQueue(database, queueId); });
    return source && *source ? thread.context().naming.arn((*source)->name) : QString();
}

QJsonObject systemAttributes(SqsThread &thread, const Message &message, const QStringList &names)
{
    QJsonObject all = QJsonDocument::fromJson(message.systemAttributes).object(); // AWSTraceHeader and the like
    if (!all.contains(u"SenderId"_s))
        all.insert(u"SenderId"_s, thread.context().naming.account);
    all.insert(u"SentTimestamp"_s, QString::number(message.sentAtMs));
    all.insert(u"ApproximateReceiveCount"_s, QString::number(message.receiveCount));
    all.insert(u"ApproximateFirstReceiveTimestamp"_s, QString::number(message.firstReceivedAtMs));
    if (message.sourceQueueId != 0) {
        if (const QString arn = sourceArn(thread, message.sourceQueueId); !arn.isEmpty())
            all.insert(u"DeadLetterQueueSourceArn"_s, arn);
    }
    if (names.contains(u"All"_s))
        return all;
    QJsonObject chosen;
    for (const QString &name : names) {
        if (all.contains(name))
            chosen.insert(name, all.value(name));
    }
    return chosen;
}

QJsonObject messageJson(SqsThread &thread, const ReceiveRequest &request, const ReceivedMessage &received)
{
    const Message &message = received.message;
    QJsonObject json{{u"MessageId"_s, message.id.toString()},
                     {u"ReceiptHandle"_s,
                      QString::fromLatin1(thread.receipts().seal({request.queueId, message.id, received.receipt}))},
                     {u"MD5OfBody"_s, QString::fromLatin1(md5Of(message.body))},
                     {u"Body"_s, QString::fromUtf8(message.body)}};
    if (!request.systemAttributes.isEmpty()) {
        const QJsonObject system = systemAttributes(thread, message, request.systemAttributes);
        if (!system.isEmpty())
            json.insert(u"Attributes"_s, system);
    }
    if (request.messageAttributes.isEmpty() || message.attributes.isEmpty())
        return json;
    const MessageAttributes chosen = selected(storedAttributes(message.attributes), request.messageAttributes);
    if (chosen.empty())
        return json;
    json.insert(u"MessageAttributes"_s, attributesToJson(chosen));
    json.insert(u"MD5OfMessageAttributes"_s, QString::fromLatin1(md5Of(chosen)));
    return json;
}

bool tooManyInFlight(const SqsThread &thread, qint64 queueId)
{
    const auto look = thread.context().monitor.latest();
    const QueueView *view = look ? look->find(queueId) : nullptr;
    return view && view->counts.inFlight >= thread.context().maxInFlight;
}

// Long polls hold their names, so these bound what all who wait hold together: 26 KB a connection.
std::optional<SqsError> checkNames(const QStringList &names)
{
    constexpr int kMostNames = 50;
    constexpr int kLongestName = 256 + 2; // an attribute's name, or a beginning of one and ".*"
    if (names.size() > kMostNames)
        return SqsError{
            SqsFault::InvalidParameterValue,
            u"MessageAttributeNames has %1 names; %2 are the most, and All asks for every one."_s.arg(names.size())
                .arg(kMostNames)};
    for (const QString &name : names) {
        if (name.size() > kLongestName)
            return SqsError{
                SqsFault::InvalidParameterValue,
                u"MessageAttributeNames has the name %1…, which is longer than %2 characters."_s.arg(name.left(40))
                    .arg(kLongestName)};
    }
    return std::nullopt;
}

} // namespace

Checked<ReceiveRequest> readReceive(SqsThread &thread, const SqsCall &call, const Queue &queue)
{
    ReceiveRequest request;
    request.queueId = queue.id;
    const auto max = optionalNumber(call.input, u"MaxNumberOfMessages"_s, 1, kMaxReceiveBatch,
                                    u"Must be between 1 and 10, if provided."_s);
    const auto wait = optionalNumber(call.input, u"WaitTimeSeconds"_s, 0, kMaxReceiveWaitMs / 1'000,
                                     u"Must be >= 0 and <= 20, if provided."_s);
    const auto visibility = optionalNumber(call.input, u"VisibilityTimeout"_s, 0, kMaxVisibilityMs / 1'000,
                                           u"Must be between 0 and 43200, if provided."_s);
    for (const auto *number : {&max, &wait, &visibility}) {
        if (!*number)
            return number->error();
    }
    request.max = static_cast<int>(max->value_or(1));
    request.waitMs = *wait ? **wait * 1'000 : queue.receiveWaitMs;
    if (*visibility)
        request.visibilityMs = **visibility * 1'000;
    const auto oldNames = texts(call.input, u"AttributeNames"_s);
    const auto newNames = texts(call.input, u"MessageSystemAttributeNames"_s);
    const auto userNames = texts(call.input, u"MessageAttributeNames"_s);
    for (const auto *names : {&oldNames, &newNames, &userNames}) {
        if (!*names)
            return names->error();
    }
    request.systemAttributes = *oldNames + *newNames;
    request.systemAttributes.removeDuplicates();
    for (const QString &name : request.systemAttributes) {
        if (!kSystemAttributes.contains(name))
            return SqsError{SqsFault::InvalidAttributeName, u"Unknown Attribute %1."_s.arg(name.left(80))};
    }
    request.messageAttributes = *userNames;
    if (const auto refused = checkNames(request.messageAttributes))
        return *refused;
    // A receive hides its messages from the workers and counts as an attempt: of the saga's, only operators take any.
    request.onlyLooks = thread.context().isSagas(queue.id) && call.caller.standing != SqsCaller::Standing::Operator;
    if (!request.onlyLooks && tooManyInFlight(thread, queue.id))
        return SqsError{SqsFault::OverLimit,
                        u"Too many messages of this queue are in flight (%1 is the most); delete some first."_s.arg(
                            thread.context().maxInFlight)};
    return request;
}

Result<TakenMessages> takeMessages(Transaction &tx, const ReceiveRequest &request)
{
    const auto queue = findQueue(tx.database(), request.queueId);
    if (!queue)
        return queue.error();
    if (!*queue)
        return TakenMessages(queueDoesNotExist());
    auto received = receive(tx, **queue, request.max, request.visibilityMs.value_or((*queue)->visibilityTimeoutMs));
    if (!received)
        return received.error();
    if (const Status failed = failAbandoned(tx, received->exhausted); !failed)
        return failed.error();
    return TakenMessages(std::move(received->messages));
}

Result<std::vector<ReceivedMessage>> dueMessages(Database &database, const ReceiveRequest &request, qint64 nowMs)
{
    const auto queue = findQueue(database, request.queueId);
    if (!queue)
        return queue.error();
    std::vector<ReceivedMessage> due;
    if (!*queue || (*queue)->paused)
        return due;
    auto page = browseMessages(database, request.queueId, {}, request.max);
    if (!page)
        return page.error();
    for (Message &message : *page) {
        if (message.visibleAtMs > nowMs)
            break;
        const qint64 seq = message.seq;
        due.push_back({std::move(message), {seq, 1}}); // a receipt that no delivery has
    }
    return due;
}

QJsonObject messagesJson(SqsThread &thread, const ReceiveRequest &request, const std::vector<ReceivedMessage> &messages)
{
    if (messages.empty())
        return {};
    QJsonArray array;
    for (const ReceivedMessage &message : messages)
        array.append(messageJson(thread, request, message));
    return {{u"Messages"_s, array}};
}

} // namespace remirai
