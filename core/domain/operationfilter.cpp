// SPDX-License-Identifier: GPL-3.0-or-later
// The filter of an operation as JSON, and what is wrong with one.
#include "core/domain/clock.h"
#include "core/domain/errorsignature.h"
#include "core/domain/operation.h"

#include <QJsonArray>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxText = 200;
constexpr qsizetype kMaxIds = 500;

Error refused(const QString &key, const QString &why)
{
    return {ErrorCode::Unprocessable, why, u"filter."_s + key};
}

Result<std::set<Uuid>> idsFrom(const QJsonValue &value)
{
    const QJsonArray array = value.toArray();
    if (!value.isArray() || array.isEmpty() || array.size() > kMaxIds)
        return refused(u"ids"_s, u"ids is a list of 1 to %1 ids"_s.arg(kMaxIds));
    std::set<Uuid> ids;
    for (const QJsonValue &element : array) {
        const auto id = MessageId::fromString(element.toString().toUtf8());
        if (!id)
            return refused(u"ids"_s, u"“%1” is no id"_s.arg(element.toString().left(60)));
        ids.insert(id->uuid);
    }
    return ids;
}

Status readText(const QString &key, const QString &text, OperationFilter *filter)
{
    if (key == u"queue") {
        filter->queue = text;
        return isQueueName(text) ? Status() : refused(key, u"“%1” is no queue's name"_s.arg(text.left(80)));
    }
    if (key == u"q") {
        filter->text = text;
        return text.size() <= kMaxText ? Status() : refused(key, u"q has at most %1 characters"_s.arg(kMaxText));
    }
    if (key == u"state") {
        filter->state = messageStateFrom(text);
        return filter->state ? Status() : refused(key, u"state is one of visible, in_flight, delayed"_s);
    }
    if (key == u"step") {
        filter->step = stepFrom(text);
        return filter->step ? Status() : refused(key, u"step is one of synthesis, illustration"_s);
    }
    if (key == u"error_signature") {
        filter->errorSignature = text;
        return isErrorSignature(text) ? Status()
                                      : refused(key, u"a signature has 16 hexadecimal digits, as failures lists it"_s);
    }
    const auto at = fromRfc3339(text);
    if (!at)
        return refused(key, u"%1 is a time like 2026-03-01T12:00:00Z"_s.arg(key));
    (key == u"after" ? filter->afterMs : filter->beforeMs) = *at;
    return {};
}

// What the kind cannot do without, and what means nothing to it.
Status checkFor(OperationKind kind, const OperationFilter &filter)
{
    const QString name = toString(kind);
    if (actsOnMessages(kind)) {
        if (filter.queue.isEmpty())
            return refused(u"queue"_s, u"%1 needs the queue whose messages it is about"_s.arg(name));
        if (filter.step)
            return refused(u"step"_s, u"step is for sagas; a message's step is its queue's"_s);
    } else if (!filter.queue.isEmpty()) {
        return refused(u"queue"_s, u"%1 is about sagas, not about a queue; use step"_s.arg(name));
    } else if (filter.state) {
        return refused(u"state"_s, u"state is for messages; %1 is about failed sagas"_s.arg(name));
    }
    if (kind == OperationKind::Purge && !filter.namesOnlyTheQueue())
        return refused({}, u"purge empties a whole queue; use delete for a part of it"_s);
    return {};
}

} // namespace

QJsonObject toJson(const OperationFilter &filter)
{
    QJsonObject object;
    const auto add = [&](const QString &key, const QString &text) {
        if (!text.isEmpty())
            object.insert(key, text);
    };
    add(u"queue"_s, filter.queue);
    add(u"state"_s, filter.state ? toString(*filter.state) : QString());
    add(u"step"_s, filter.step ? toString(*filter.step) : QString());
    add(u"q"_s, filter.text);
    add(u"error_signature"_s, filter.errorSignature);
    add(u"after"_s, filter.afterMs > 0 ? rfc3339(filter.afterMs) : QString());
    add(u"before"_s, filter.beforeMs > 0 ? rfc3339(filter.beforeMs) : QString());
    QJsonArray ids;
    for (const Uuid &id : filter.ids)
        ids.append(MessageId{id}.toString());
    if (!ids.isEmpty())
        object.insert(u"ids"_s, ids);
    return object;
}

Result<OperationFilter> operationFilterFrom(const QJsonObject &object, OperationKind kind)
{
    static const QStringList kTexts{u"queue"_s,           u"q"_s,     u"state"_s, u"step"_s,
                                    u"error_signature"_s, u"after"_s, u"before"_s};
    OperationFilter filter;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == u"ids") {
            auto ids = idsFrom(it.value());
            if (!ids)
                return ids.error();
            filter.ids = std::move(*ids);
        } else if (!kTexts.contains(it.key())) {
            return refused(it.key().left(60), u"a filter has no field “%1”"_s.arg(it.key().left(60)));
        } else if (!it.value().isString()) {
            return refused(it.key(), u"%1 has to be a text"_s.arg(it.key()));
        } else if (const Status read = readText(it.key(), it.value().toString(), &filter); !read) {
            return read.error();
        }
    }
    if (const Status fits = checkFor(kind, filter); !fits)
        return fits.error();
    return filter;
}

} // namespace remirai
