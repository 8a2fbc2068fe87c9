// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/sqs/sqserror.h"

#include <QJsonObject>

namespace remirai {

// The AWS Query protocol: parameters in, XML out. Between the two everybody works with the members as the JSON protocol
// has them, so that an action is written once. Pure.

inline constexpr int kMaxFormParameters = 2'000;

// "Action=SendMessage&MessageBody=…" as {"Action": "SendMessage", "MessageBody": "…"}; numbers stay text.
// MalformedInput for a broken escape, bytes that are no UTF-8, or too many parameters.
Checked<QJsonObject> readQueryParameters(QByteArrayView form);

QByteArray xmlAnswer(QByteArrayView action, const QJsonObject &result, QByteArrayView requestId);
QByteArray xmlError(const SqsError &error, QByteArrayView requestId);

// Text as the content of an element. A carriage return is written as a reference: parsers turn a bare one into a line
// feed, and the client's MD5 check would fail.
void appendXmlText(QByteArray &out, QByteArrayView utf8);

} // namespace remirai
