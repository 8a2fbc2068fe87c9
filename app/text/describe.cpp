// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/text/describe.h"

#include "core/domain/units.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <vector>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QString kDash = u"-"_s;

QString plainText(const QString &name, const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return kDash;
    if (value.isBool())
        return value.toBool() ? u"yes"_s : u"no"_s;
    if (value.isDouble())
        return name.endsWith(u"_ms"_s) ? spanText(value) : QString::number(value.toDouble(), 'g', 12);
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.toString().simplified();
}

void collect(const QString &prefix, const QJsonObject &object, std::vector<std::pair<QString, QString>> &lines)
{
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QString name = prefix + member.key();
        if (member->isObject())
            collect(name + u'.', member->toObject(), lines);
        else
            lines.emplace_back(name, plainText(name, *member));
    }
}

} // namespace

QString orDash(const QJsonValue &text)
{
    return text.toString().isEmpty() ? kDash : text.toString();
}

QString countText(const QJsonValue &number)
{
    return number.isDouble() ? QString::number(number.toInteger()) : kDash;
}

QString rateText(const QJsonValue &perSecond)
{
    return perSecond.isDouble() ? QString::number(perSecond.toDouble(), 'f', 1) : kDash;
}

QString spanText(const QJsonValue &ms)
{
    return ms.isDouble() ? formatDuration(std::chrono::milliseconds(ms.toInteger())) : kDash;
}

QString drainText(const QJsonObject &queue)
{
    if (queue[u"paused"_s].toBool())
        return u"paused"_s;
    const QJsonObject drain = queue[u"drain"_s].toObject();
    const QString verdict = orDash(drain[u"verdict"_s]);
    const QJsonValue clearsInMs = drain[u"clears_in_ms"_s];
    return clearsInMs.isDouble() && clearsInMs.toDouble() > 0 ? QString(verdict + u" in "_s + spanText(clearsInMs))
                                                              : verdict;
}

QString propertyLines(const QJsonObject &object)
{
    std::vector<std::pair<QString, QString>> lines;
    collect({}, object, lines);
    qsizetype width = 0;
    for (const auto &[name, value] : lines)
        width = std::max(width, name.size());
    QString text;
    for (const auto &[name, value] : lines)
        text += name.leftJustified(width + 2) + value + u'\n';
    return text;
}

} // namespace remirai
