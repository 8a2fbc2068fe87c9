// SPDX-License-Identifier: GPL-3.0-or-later
// Queues as a whole: made, found, listed, emptied, deleted.
#include "server/sqs/actions.h"

#include "core/queue/queuesetup.h"
#include "server/sqs/tags.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxListed = 1'000;
constexpr int kPurgeBite = 1'000;

Checked<QString> newQueueName(const SqsCall &call)
{
    const auto name = requiredText(call.input, u"QueueName"_s);
    if (!name)
        return name.error();
    if (name->endsWith(u".fifo"_s))
        return SqsError{SqsFault::InvalidParameterValue,
                        u"This server has standard queues only; choose a QueueName that does not end with .fifo."_s};
    if (!isQueueName(*name))
        return SqsError{SqsFault::InvalidParameterValue,
                        u"Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"_s};
    return *name;
}

bool sameSettings(const Queue &a, const Queue &b)
{
    return a.visibilityTimeoutMs == b.visibilityTimeoutMs && a.delayMs == b.delayMs && a.retentionMs == b.retentionMs
        && a.maxReceiveCount == b.maxReceiveCount && a.deadLetterName == b.deadLetterName
        && a.maxMessageBytes == b.maxMessageBytes && a.receiveWaitMs == b.receiveWaitMs
        && a.sqsAttributes == b.sqsAttributes;
}

// The first of the attributes given that the queue has another value of.
std::optional<QString> differing(const Queue &queue, const QJsonObject &attributes)
{
    for (auto attribute = attributes.begin(); attribute != attributes.end(); ++attribute) {
        Queue other = queue;
        (void)applyAttributes(other, {{attribute.key(), attribute.value()}}); // was checked
        if (!sameSettings(other, queue))
            return attribute.key();
    }
    return std::nullopt;
}

Result<SqsDone> makeOne(Transaction &tx, Queue wanted, const SqsNaming &naming, const QJsonObject &answer)
{
    const auto target = findQueue(tx.database(), wanted.deadLetterName);
    if (!target)
        return target.error();
    if (const auto refusal = resolveRedrive(wanted, *target ? &**target : nullptr, naming))
        return refused(*refusal);
    const auto made = makeQueue(tx, wanted);
    if (!made && made.error().field == u"queues")
        return refused({SqsFault::OverLimit, made.error().message});
    if (!made)
        return made.error();
    return doneWith(answer);
}

// A page of names, and the token of the next one.
struct Page
{
    QStringList names;
    QString nextToken;
};

Checked<Page> pageOf(const SqsCall &call, QStringList names)
{
    const auto most = optionalNumber(call.input, u"MaxResults"_s, 1, kMaxListed,
                                     u"MaxResults must be an integer between 1 and 1000."_s);
    if (!most)
        return most.error();
    names.sort();
    const auto token = optionalText(call.input, u"NextToken"_s);
    if (!token)
        return token.error();
    const auto after = QByteArray::fromBase64Encoding(
        token->toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!after)
        return invalidParameter(u"NextToken"_s, *token, u"It is no token of this list."_s);
    const QString last = QString::fromUtf8(after.decoded);
    const auto begin = std::upper_bound(names.begin(), names.end(), last);
    Page page{QStringList(last.isEmpty() ? names.begin() : begin, names.end()), {}};
    const qsizetype limit = most->value_or(kMaxListed);
    if (page.names.size() <= limit)
        return page;
    page.names.resize(limit);
    if (*most)
        page.nextToken = QString::fromLatin1(page.names.last().toUtf8().toBase64(QByteArray::Base64UrlEncoding));
    return page;
}

Checked<QJsonObject> listed(SqsThread &thread, const SqsCall &call, const QStringList &names, const QString &member)
{
    const auto page = pageOf(call, names);
    if (!page)
        return page.error();
    QJsonArray urls;
    for (const QString &name : page->names)
        urls.append(queueUrl(thread, call, name));
    QJsonObject answer;
    if (!urls.isEmpty())
        answer.insert(member, urls);
    if (!page->nextToken.isEmpty())
        answer.insert(u"NextToken"_s, page->nextToken);
    return answer;
}

} // namespace

Checked<SqsWork> createQueue(SqsThread &thread, const SqsCall &call, const Queue &)
{
    const auto name = newQueueName(call);
    if (!name)
        return name.error();
    const auto attributes = mapIn(call.input, u"Attributes"_s);
    const auto tags = mapIn(call.input, call.input.contains(u"tags"_s) ? u"tags"_s : u"Tags"_s);
    if (!attributes || !tags)
        return attributes ? tags.error() : attributes.error();
    Queue wanted;
    wanted.name = *name;
    if (const auto refusal = applyAttributes(wanted, *attributes))
        return *refusal;
    if (const auto refusal = addTags(wanted, *tags))
        return *refusal;
    if (const auto forbidden = forbidsBurying(thread, call, wanted))
        return *forbidden;
    const QJsonObject answer{{u"QueueUrl"_s, queueUrl(thread, call, wanted.name)}};
    return SqsWork([wanted, attributes = *attributes, answer,
                    naming = thread.context().naming](Transaction &tx, const Queue &) -> Result<SqsDone> {
        const auto existing = findQueue(tx.database(), wanted.name);
        if (!existing)
            return existing.error();
        if (!*existing)
            return makeOne(tx, wanted, naming, answer);
        if (const auto attribute = differing(**existing, attributes))
            return refused({SqsFault::QueueNameExists,
                            u"A queue already exists with the same name and a different value for attribute %1"_s.arg(
                                *attribute)});
        return doneWith(answer);
    });
}

Checked<SqsWork> deleteQueue(SqsThread &thread, const SqsCall &, const Queue &known)
{
    if (thread.context().isSagas(known.id))
        return SqsError{SqsFault::UnsupportedOperation,
                        u"This queue belongs to the server's sagas, which cannot do without it; purge it instead."_s};
    return SqsWork([](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        if (const Status ended = endQueue(tx, queue); !ended)
            return ended.error();
        return doneWith();
    });
}

Checked<SqsWork> purgeQueue(SqsThread &, const SqsCall &call, const Queue &)
{
    const QString actor = call.caller.accessKeyId.isEmpty() ? u"sqs"_s : u"sqs:"_s + call.caller.accessKeyId;
    return SqsWork([actor](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        qint64 deleted = 0;
        const auto sagas = purgeSome(tx, queue, kPurgeBite, &deleted);
        if (!sagas)
            return sagas.error();
        if (const Status failed = failPurged(tx, *sagas); !failed)
            return failed.error();
        if (deleted > 0)
            tx.record("queue.purged", queue.name, {{u"actor"_s, actor}, {u"messages"_s, deleted}});
        SqsDone done;
        done.again = deleted == kPurgeBite;
        return done;
    });
}

Checked<QJsonObject> getQueueUrl(SqsThread &thread, const SqsCall &call, const Queue &)
{
    const auto name = requiredText(call.input, u"QueueName"_s);
    if (!name)
        return name.error();
    const auto queue = thread.queueNamed(call, *name);
    if (!queue)
        return queue.error();
    return QJsonObject{{u"QueueUrl"_s, queueUrl(thread, call, queue->name)}};
}

Checked<QJsonObject> listQueues(SqsThread &thread, const SqsCall &call, const Queue &)
{
    const auto queues = thread.read([](Database &database) { return allQueues(database); });
    if (!queues)
        return fromError(queues.error(), call.requestId);
    const auto prefix = optionalText(call.input, u"QueueNamePrefix"_s);
    if (!prefix)
        return prefix.error();
    QStringList names;
    for (const Queue &queue : *queues) {
        if (queue.name.startsWith(*prefix))
            names << queue.name;
    }
    return listed(thread, call, names, u"QueueUrls"_s);
}

Checked<QJsonObject> listDeadLetterSourceQueues(SqsThread &thread, const SqsCall &call, const Queue &known)
{
    const auto queues = thread.read([](Database &database) { return allQueues(database); });
    if (!queues)
        return fromError(queues.error(), call.requestId);
    QStringList names;
    for (const Queue &queue : *queues) {
        if (queue.deadLetterId == known.id)
            names << queue.name;
    }
    return listed(thread, call, names, u"queueUrls"_s);
}

} // namespace remirai
