// SPDX-License-Identifier: GPL-3.0-or-later
// SendMessage and SendMessageBatch.
#include "server/sqs/actions.h"
#include "server/sqs/messageattributes.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// One message as checked, and what its sender is told.
struct Prepared
{
    OutgoingMessage message;
    qint64 bytes = 0; // that count against the limits
    QJsonObject result;
};

Checked<MessageAttributes> readAttributes(const QJsonObject &input, const QString &name)
{
    const auto given = mapIn(input, name);
    return given ? readMessageAttributes(*given) : given.error();
}

Checked<MessageAttributes> readSystemAttributes(const QJsonObject &input)
{
    auto attributes = readAttributes(input, u"MessageSystemAttributes"_s);
    if (!attributes)
        return attributes;
    for (const auto &[name, attribute] : *attributes) {
        if (name != "AWSTraceHeader" || attribute.isBinary())
            return SqsError{SqsFault::InvalidParameterValue,
                            u"Message system attribute name '%1' is invalid."_s.arg(QString::fromUtf8(name).left(64))};
    }
    return attributes;
}

// What a receiver can ask for beyond what we know ourselves.
QByteArray storedSystemAttributes(const SqsCall &call, const QJsonObject &input, const MessageAttributes &system)
{
    QJsonObject stored;
    QByteArray trace = call.traceHeader;
    if (const auto given = system.find("AWSTraceHeader"); given != system.end())
        trace = given->second.value;
    if (!trace.isEmpty() && isSqsText(QString::fromUtf8(trace)))
        stored.insert(u"AWSTraceHeader"_s, QString::fromUtf8(trace));
    if (const QString group = input.value(u"MessageGroupId"_s).toString(); !group.isEmpty())
        stored.insert(u"MessageGroupId"_s, group);
    if (!call.caller.accessKeyId.isEmpty())
        stored.insert(u"SenderId"_s, call.caller.accessKeyId);
    return stored.isEmpty() ? QByteArray() : QJsonDocument(stored).toJson(QJsonDocument::Compact);
}

std::optional<SqsError> checkFifoMembers(const QJsonObject &input)
{
    const auto id = optionalText(input, u"MessageDeduplicationId"_s);
    const auto group = optionalText(input, u"MessageGroupId"_s);
    if (!id || !group)
        return id ? group.error() : id.error();
    if (!id->isEmpty())
        return invalidParameter(u"MessageDeduplicationId"_s, *id,
                                u"The request include parameter that is not valid for this queue type."_s);
    if (group->size() > 128 || !isSqsText(*group))
        return invalidParameter(u"MessageGroupId"_s, *group, u"It can have at most 128 characters."_s);
    return std::nullopt;
}

Checked<Prepared> prepare(const SqsCall &call, const QJsonObject &input)
{
    const auto body = requiredText(input, u"MessageBody"_s);
    if (!body)
        return body.error();
    if (!isSqsText(*body))
        return invalidContents();
    if (const auto refused = checkFifoMembers(input))
        return *refused;
    const auto delay =
        optionalNumber(input, u"DelaySeconds"_s, 0, kMaxDelayMs / 1'000, u"DelaySeconds must be >= 0 and <= 900."_s);
    if (!delay)
        return delay.error();
    const auto attributes = readAttributes(input, u"MessageAttributes"_s);
    if (!attributes)
        return attributes.error();
    const auto system = readSystemAttributes(input);
    if (!system)
        return system.error();

    Prepared prepared;
    prepared.message.body = body->toUtf8();
    prepared.message.attributes = toStored(*attributes);
    prepared.message.systemAttributes = storedSystemAttributes(call, input, *system);
    if (*delay)
        prepared.message.delayMs = **delay * 1'000;
    prepared.bytes = prepared.message.body.size() + sizeOf(*attributes);
    prepared.result.insert(u"MD5OfMessageBody"_s, QString::fromLatin1(md5Of(prepared.message.body)));
    if (!attributes->empty())
        prepared.result.insert(u"MD5OfMessageAttributes"_s, QString::fromLatin1(md5Of(*attributes)));
    if (!system->empty())
        prepared.result.insert(u"MD5OfMessageSystemAttributes"_s, QString::fromLatin1(md5Of(*system)));
    return prepared;
}

// Sends it; `done` counts what became visible at once.
Result<Checked<QJsonObject>> sendOne(Transaction &tx, const Queue &queue, const Prepared &prepared, SqsDone &done)
{
    if (prepared.bytes > queue.maxMessageBytes)
        return Checked<QJsonObject>(
            SqsError{SqsFault::InvalidParameterValue,
                     u"One or more parameters are invalid. Reason: Message must be shorter than %1 bytes."_s.arg(
                         queue.maxMessageBytes)});
    const auto sent = send(tx, queue, prepared.message);
    if (!sent)
        return sent.error();
    if (prepared.message.delayMs.value_or(queue.delayMs) == 0) {
        done.arrivedIn = queue.id;
        ++done.arrived;
    }
    QJsonObject result = prepared.result;
    result.insert(u"MessageId"_s, sent->toString());
    return Checked<QJsonObject>(result);
}

// An entry of a batch: a message to send, or why it will not be.
struct Entry
{
    QString id;
    Checked<Prepared> prepared;
};

Result<SqsDone> sendAll(Transaction &tx, const Queue &queue, const std::vector<Entry> &entries)
{
    SqsDone done;
    QJsonArray successful;
    QJsonArray failed;
    for (const Entry &entry : entries) {
        if (!entry.prepared) {
            failed.append(failedEntry(entry.id, entry.prepared.error()));
            continue;
        }
        const auto sent = sendOne(tx, queue, *entry.prepared, done);
        if (!sent)
            return sent.error();
        if (!*sent) {
            failed.append(failedEntry(entry.id, sent->error()));
            continue;
        }
        QJsonObject result = **sent;
        result.insert(u"Id"_s, entry.id);
        successful.append(result);
    }
    QJsonObject answer;
    if (!successful.isEmpty())
        answer.insert(u"Successful"_s, successful);
    if (!failed.isEmpty())
        answer.insert(u"Failed"_s, failed);
    done.answer = answer;
    return done;
}

} // namespace

Checked<SqsWork> sendMessage(SqsThread &, const SqsCall &call, const Queue &)
{
    auto prepared = prepare(call, call.input);
    if (!prepared)
        return prepared.error();
    return SqsWork([prepared = std::move(*prepared)](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        SqsDone done;
        auto sent = sendOne(tx, queue, prepared, done);
        if (!sent)
            return sent.error();
        done.answer = std::move(*sent);
        return done;
    });
}

Checked<SqsWork> sendMessageBatch(SqsThread &, const SqsCall &call, const Queue &)
{
    const auto batch = batchEntries(call);
    if (!batch)
        return batch.error();
    std::vector<Entry> entries;
    qint64 bytes = 0;
    for (const QJsonValue &member : *batch) {
        const QJsonObject entry = member.toObject();
        entries.push_back({entryId(entry), prepare(call, entry)});
        bytes += entries.back().prepared ? entries.back().prepared->bytes : 0;
    }
    if (bytes > kMaxMessageBytes)
        return SqsError{
            SqsFault::BatchRequestTooLong,
            u"Batch requests cannot be longer than %1 bytes. You have sent %2 bytes."_s.arg(kMaxMessageBytes)
                .arg(bytes)};
    return SqsWork(
        [entries = std::move(entries)](Transaction &tx, const Queue &queue) { return sendAll(tx, queue, entries); });
}

} // namespace remirai
