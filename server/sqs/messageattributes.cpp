// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/messageattributes.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QtEndian>
#include <algorithm>

namespace remirai {

namespace {

constexpr qsizetype kMaxNameLength = 256;

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.';
}

bool isAttributeName(const QString &name)
{
    const QString lower = name.toLower();
    return !name.isEmpty() && name.size() <= kMaxNameLength && std::all_of(name.begin(), name.end(), isNameCharacter)
        && !name.startsWith(u'.') && !name.endsWith(u'.') && !name.contains(QLatin1String(".."))
        && !lower.startsWith(QLatin1String("aws.")) && !lower.startsWith(QLatin1String("amazon."));
}

bool isAttributeType(const QString &type)
{
    const QString base = type.section(u'.', 0, 0);
    return type.size() <= kMaxNameLength && !type.endsWith(u'.') && isSqsText(type)
        && (base == QLatin1String("String") || base == QLatin1String("Number") || base == QLatin1String("Binary"));
}

SqsError invalid(const QString &message)
{
    return {SqsFault::InvalidParameterValue, message};
}

SqsError wantsValue(const QString &name, const QString &type)
{
    return invalid(QStringLiteral("Message (user) attribute '%1' must contain a non-empty value of type '%2'.")
                       .arg(name.left(64), type.left(64)));
}

Checked<MessageAttribute> readOne(const QString &name, const QJsonObject &members)
{
    const QString type = members.value(QLatin1String("DataType")).toString();
    if (type.isEmpty())
        return invalid(QStringLiteral("The message attribute '%1' must contain a non-empty attribute type.").arg(name));
    if (!isAttributeType(type))
        return invalid(QStringLiteral("The type of message (user) attribute '%1' is invalid. You must use only the "
                                      "following supported type prefixes: Binary, Number, String.")
                           .arg(name));
    MessageAttribute attribute{type.toUtf8(), {}};
    if (attribute.isBinary()) {
        const auto decoded = QByteArray::fromBase64Encoding(
            members.value(QLatin1String("BinaryValue")).toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded || decoded.decoded.isEmpty())
            return wantsValue(name, QStringLiteral("Binary"));
        attribute.value = decoded.decoded;
        return attribute;
    }
    const QString text = members.value(QLatin1String("StringValue")).toString();
    const QString base = type.section(u'.', 0, 0);
    if (text.isEmpty())
        return wantsValue(name, base);
    if (!isSqsText(text))
        return invalidContents();
    bool isNumber = base != QLatin1String("Number");
    if (!isNumber)
        (void)text.trimmed().toDouble(&isNumber);
    if (!isNumber)
        return invalid(QStringLiteral("Can't cast the value of message (user) attribute '%1' to a number.").arg(name));
    attribute.value = text.toUtf8();
    return attribute;
}

void addPart(QCryptographicHash &hash, const QByteArray &part)
{
    char length[4];
    qToBigEndian(static_cast<quint32>(part.size()), length);
    hash.addData(QByteArrayView(length, 4));
    hash.addData(part);
}

bool matches(const QString &name, const QString &filter)
{
    if (filter == QLatin1String("All") || filter == QLatin1String(".*") || filter == QLatin1String("*"))
        return true;
    if (filter.endsWith(QLatin1String(".*")))
        return name.startsWith(QStringView(filter).chopped(2));
    return name == filter;
}

} // namespace

Checked<MessageAttributes> readMessageAttributes(const QJsonObject &members)
{
    MessageAttributes attributes;
    if (static_cast<size_t>(members.size()) > kMaxMessageAttributes)
        return invalid(QStringLiteral("Number of message attributes [%1] exceeds the allowed maximum [%2].")
                           .arg(members.size())
                           .arg(kMaxMessageAttributes));
    for (auto member = members.begin(); member != members.end(); ++member) {
        if (!isAttributeName(member.key()))
            return invalid(QStringLiteral("Message (user) attribute name '%1' is invalid: 1 to 256 letters, digits, "
                                          "underscores, hyphens and single dots, not beginning with AWS. or Amazon.")
                               .arg(member.key().left(64)));
        auto attribute = readOne(member.key(), member.value().toObject());
        if (!attribute)
            return attribute.error();
        attributes.emplace(member.key().toUtf8(), std::move(*attribute));
    }
    return attributes;
}

QJsonObject attributesToJson(const MessageAttributes &attributes)
{
    QJsonObject members;
    for (const auto &[name, attribute] : attributes) {
        QJsonObject value{{QStringLiteral("DataType"), QString::fromUtf8(attribute.type)}};
        if (attribute.isBinary())
            value.insert(QStringLiteral("BinaryValue"), QString::fromLatin1(attribute.value.toBase64()));
        else
            value.insert(QStringLiteral("StringValue"), QString::fromUtf8(attribute.value));
        members.insert(QString::fromUtf8(name), value);
    }
    return members;
}

MessageAttributes storedAttributes(const QByteArray &json)
{
    MessageAttributes attributes;
    if (json.isEmpty())
        return attributes;
    const QJsonObject members = QJsonDocument::fromJson(json).object();
    for (auto member = members.begin(); member != members.end(); ++member) {
        const QJsonObject value = member.value().toObject();
        MessageAttribute attribute{value.value(QLatin1String("DataType")).toString().toUtf8(), {}};
        attribute.value = attribute.isBinary()
            ? QByteArray::fromBase64(value.value(QLatin1String("BinaryValue")).toString().toLatin1())
            : value.value(QLatin1String("StringValue")).toString().toUtf8();
        if (!attribute.type.isEmpty())
            attributes.emplace(member.key().toUtf8(), std::move(attribute));
    }
    return attributes;
}

QByteArray toStored(const MessageAttributes &attributes)
{
    return attributes.empty() ? QByteArray()
                              : QJsonDocument(attributesToJson(attributes)).toJson(QJsonDocument::Compact);
}

qint64 sizeOf(const MessageAttributes &attributes)
{
    qint64 size = 0;
    for (const auto &[name, attribute] : attributes)
        size += name.size() + attribute.type.size() + attribute.value.size();
    return size;
}

QByteArray md5Of(const MessageAttributes &attributes)
{
    if (attributes.empty())
        return {};
    QCryptographicHash hash(QCryptographicHash::Md5);
    for (const auto &[name, attribute] : attributes) {
        addPart(hash, name);
        addPart(hash, attribute.type);
        hash.addData(attribute.isBinary() ? QByteArrayView("\2", 1) : QByteArrayView("\1", 1));
        addPart(hash, attribute.value);
    }
    return hash.result().toHex();
}

QByteArray md5Of(const QByteArray &body)
{
    return QCryptographicHash::hash(body, QCryptographicHash::Md5).toHex();
}

MessageAttributes selected(const MessageAttributes &attributes, const QStringList &filters)
{
    MessageAttributes chosen;
    for (const auto &[name, attribute] : attributes) {
        const QString text = QString::fromUtf8(name);
        if (std::any_of(filters.begin(), filters.end(), [&](const QString &filter) { return matches(text, filter); }))
            chosen.emplace(name, attribute);
    }
    return chosen;
}

bool isSqsText(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text[i].unicode();
        if (QChar::isHighSurrogate(c)) {
            if (i + 1 >= text.size() || !text[i + 1].isLowSurrogate())
                return false;
            ++i;
        } else if (QChar::isLowSurrogate(c) || c >= 0xfffe || (c < 0x20 && c != u'\t' && c != u'\n' && c != u'\r')) {
            return false;
        }
    }
    return true;
}

SqsError invalidContents()
{
    return {SqsFault::InvalidMessageContents,
            QStringLiteral("Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
                           "#xE000 to #xFFFD | #x10000 to #x10FFFF")};
}

} // namespace remirai
