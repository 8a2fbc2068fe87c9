// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/sqs/sqserror.h"

#include <QJsonObject>
#include <QStringList>
#include <map>

namespace remirai {

// What a sender attached to a message: values with types, ordered by name as the checksum wants them.
struct MessageAttribute
{
    QByteArray type; // "String", "Number.price"
    QByteArray value; // UTF-8, or the raw bytes of a Binary

    bool isBinary() const { return type.startsWith("Binary"); }
    bool operator==(const MessageAttribute &) const = default;
};
using MessageAttributes = std::map<QByteArray, MessageAttribute>;

inline constexpr size_t kMaxMessageAttributes = 10;

// The members "MessageAttributes" (or "MessageSystemAttributes") of a request, checked against SQS's rules.
Checked<MessageAttributes> readMessageAttributes(const QJsonObject &members);

// As a request has them, and as we store them; the same form.
QJsonObject attributesToJson(const MessageAttributes &attributes);
MessageAttributes storedAttributes(const QByteArray &json);
QByteArray toStored(const MessageAttributes &attributes); // empty for none

// What the message's size limit counts: names, types and values.
qint64 sizeOf(const MessageAttributes &attributes);

// Hex MD5 over length-prefixed names, types and values (the SQS developer guide, "Calculating the MD5 message digest
// for message attributes"). Empty for none.
QByteArray md5Of(const MessageAttributes &attributes);
QByteArray md5Of(const QByteArray &body);

// Those that the filters of a receive name: a name, "prefix.*", "All" or ".*".
MessageAttributes selected(const MessageAttributes &attributes, const QStringList &filters);

// Whether every character may stand in XML 1.0, which is what SQS carries.
bool isSqsText(QStringView text);
SqsError invalidContents();

} // namespace remirai
