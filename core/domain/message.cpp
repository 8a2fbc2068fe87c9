// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/message.h"

#include "core/domain/enumtext.h"

#include <QtEndian>
#include <algorithm>

namespace remirai {

namespace {

constexpr EnumTexts<MessageState, 3> kStateTexts{{
    {MessageState::Visible, u"visible"},
    {MessageState::InFlight, u"in_flight"},
    {MessageState::Delayed, u"delayed"},
}};

} // namespace

QString toString(MessageState state)
{
    return textOf(kStateTexts, state);
}

std::optional<MessageState> messageStateFrom(QStringView text)
{
    return valueOf(kStateTexts, text);
}

MessageState stateOf(const Message &message, qint64 nowMs)
{
    if (message.visibleAtMs <= nowMs)
        return MessageState::Visible;
    return message.leased ? MessageState::InFlight : MessageState::Delayed;
}

QString deadLetterName(const QString &name)
{
    return name + QStringLiteral("-dlq");
}

bool isQueueName(QStringView name)
{
    return !name.isEmpty() && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-'
            || c == u'_';
    });
}

QByteArray ReceiptHandle::toText() const
{
    QByteArray raw(16, Qt::Uninitialized);
    qToBigEndian(messageSeq, raw.data());
    qToBigEndian(nonce, raw.data() + 8);
    return raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

std::optional<ReceiptHandle> ReceiptHandle::fromText(QByteArrayView text)
{
    if (text.size() != 22)
        return std::nullopt;
    const auto decoded = QByteArray::fromBase64Encoding(text.toByteArray(),
                                                        QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals
                                                            | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() != 16)
        return std::nullopt;
    ReceiptHandle handle{qFromBigEndian<qint64>(decoded.decoded.constData()),
                         qFromBigEndian<qint64>(decoded.decoded.constData() + 8)};
    return handle.messageSeq > 0 && handle.nonce != 0 ? std::optional(handle) : std::nullopt;
}

} // namespace remirai
