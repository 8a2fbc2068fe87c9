// SPDX-License-Identifier: GPL-3.0-or-later
// A queue's attributes and tags.
#include "server/sqs/actions.h"
#include "server/sqs/tags.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// A command that saves what `change` makes of the queue.
template <typename Change> SqsWork savingWork(Change change)
{
    return [change](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        Queue changed = queue;
        if (const std::optional<SqsError> refusal = change(changed))
            return refused(*refusal);
        if (const Status saved = saveQueue(tx, changed); !saved)
            return saved.error();
        return doneWith();
    };
}

} // namespace

std::optional<SqsError> addTags(Queue &queue, const QJsonObject &tags)
{
    QJsonObject all = tagsOf(queue);
    for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
        if (!tag.value().isString())
            return SqsError{SqsFault::MalformedInput,
                            u"The value of the tag %1 must be a text."_s.arg(tag.key().left(128))};
        const QString value = tag.value().toString();
        if (tag.key().isEmpty() || tag.key().size() > 128 || value.size() > 256)
            return invalidParameter(u"Tags"_s, tag.key(), u"A key has 1 to 128 characters, a value at most 256."_s);
        all.insert(tag.key(), value);
    }
    if (all.size() > kMaxTags)
        return SqsError{SqsFault::InvalidParameterValue, u"Too many tags added for queue %1."_s.arg(queue.name)};
    queue.tags = all.isEmpty() ? QByteArray() : QJsonDocument(all).toJson(QJsonDocument::Compact);
    return std::nullopt;
}

void removeTags(Queue &queue, const QStringList &keys)
{
    QJsonObject all = tagsOf(queue);
    for (const QString &key : keys)
        all.remove(key);
    queue.tags = all.isEmpty() ? QByteArray() : QJsonDocument(all).toJson(QJsonDocument::Compact);
}

QJsonObject tagsOf(const Queue &queue)
{
    return QJsonDocument::fromJson(queue.tags).object();
}

Checked<QJsonObject> getQueueAttributes(SqsThread &thread, const SqsCall &call, const Queue &queue)
{
    const auto names = texts(call.input, u"AttributeNames"_s);
    if (!names)
        return names.error();
    const qint64 now = thread.context().environment.nowMs();
    const auto counts = thread.read([&](Database &database) { return queueCounts(database, queue.id, now); });
    if (!counts)
        return fromError(counts.error(), call.requestId);
    const auto attributes = readAttributes(queue, *counts, *names, thread.context().naming);
    if (!attributes)
        return attributes.error();
    return attributes->isEmpty() ? QJsonObject() : QJsonObject{{u"Attributes"_s, *attributes}};
}

Checked<SqsWork> setQueueAttributes(SqsThread &thread, const SqsCall &call, const Queue &known)
{
    const auto given = mapIn(call.input, u"Attributes"_s);
    if (!given)
        return given.error();
    if (given->isEmpty())
        return missingParameter(u"Attributes"_s);
    Queue trial = known;
    if (const auto refusal = applyAttributes(trial, *given))
        return *refusal;
    if (given->contains(u"RedrivePolicy"_s)) {
        if (const auto forbidden = forbidsBurying(thread, call, trial))
            return *forbidden;
    }
    return SqsWork([attributes = *given, naming = thread.context().naming](Transaction &tx,
                                                                           const Queue &queue) -> Result<SqsDone> {
        Queue changed = queue;
        (void)applyAttributes(changed, attributes); // was checked
        if (attributes.contains(u"RedrivePolicy"_s)) {
            const auto target = findQueue(tx.database(), changed.deadLetterName);
            if (!target)
                return target.error();
            if (const auto refusal = resolveRedrive(changed, *target ? &**target : nullptr, naming))
                return refused(*refusal);
        }
        if (const Status saved = saveQueue(tx, changed); !saved)
            return saved.error();
        return doneWith();
    });
}

Checked<SqsWork> tagQueue(SqsThread &, const SqsCall &call, const Queue &)
{
    const auto tags = mapIn(call.input, u"Tags"_s);
    if (!tags)
        return tags.error();
    if (tags->isEmpty())
        return missingParameter(u"Tags"_s);
    return savingWork([tags = *tags](Queue &queue) { return addTags(queue, tags); });
}

Checked<SqsWork> untagQueue(SqsThread &, const SqsCall &call, const Queue &)
{
    const auto keys = texts(call.input, u"TagKeys"_s);
    if (!keys)
        return keys.error();
    if (keys->isEmpty())
        return missingParameter(u"TagKeys"_s);
    return savingWork([keys = *keys](Queue &queue) {
        removeTags(queue, keys);
        return std::optional<SqsError>();
    });
}

Checked<QJsonObject> listQueueTags(SqsThread &, const SqsCall &, const Queue &queue)
{
    const QJsonObject tags = tagsOf(queue);
    return tags.isEmpty() ? QJsonObject() : QJsonObject{{u"Tags"_s, tags}};
}

} // namespace remirai
