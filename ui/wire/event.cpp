// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/event.h"

#include "ui/text/format.h"

#include <QHash>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

QString plain(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 12);
    return value.isBool() ? (value.toBool() ? u"yes"_s : u"no"_s) : QString();
}

QString rest(const LiveEvent &event)
{
    QStringList parts;
    for (auto it = event.payload.begin(); it != event.payload.end(); ++it) {
        const QString text = plain(it.value());
        if (!text.isEmpty() && it.key() != u"kind" && it.key() != u"persona_id")
            parts << QString(it.key()).replace(u'_', u' ') + u' ' + text.left(120);
    }
    return parts.isEmpty() ? QString() : u" · "_s + parts.join(u", "_s);
}

} // namespace

LiveEvent eventIn(const Fields &fields)
{
    return {fields.integer(u"seq"), fields.moment(u"at"), fields.text(u"kind"), fields.text(u"subject"),
            fields.inner(u"payload").object()};
}

Result<std::vector<LiveEvent>> eventList(const QJsonObject &object)
{
    return Fields(object).list(u"events", eventIn);
}

QString sentenceOf(const LiveEvent &event)
{
    const bool isId = event.subject.size() == 36;
    const QString subject = isId ? shortId(event.subject) : event.subject;
    const QString what = event.kind.section(u'.', 0, 0);
    const QString verb = event.kind.section(u'.', 1).replace(u'_', u' ').replace(u'.', u' ');
    const QString who = isId ? what + u' ' + subject : subject;
    if (event.kind == u"persona.status")
        return who + u" is "_s + plain(event.payload.value(u"status"_s)).replace(u'_', u' ');
    return (who.isEmpty() ? what : who) + u' ' + verb + rest(event);
}

} // namespace remirai::ui
