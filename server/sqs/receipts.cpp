// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/receipts.h"

#include <QtEndian>

namespace remirai {

namespace {

constexpr qsizetype kNumbers = 24; // queue, position, nonce
constexpr qsizetype kContent = kNumbers + 16; // and the message's id
constexpr qsizetype kTag = 16;
constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

ReceiptSealer::ReceiptSealer(const Secret &secret)
    : m_hmac(secret.derive("sqs receipt").bytes())
{ }

QByteArray ReceiptSealer::tagOf(const QByteArray &bytes)
{
    const Digest digest = m_hmac.compute({QByteArrayView(bytes)});
    return asBytes(digest).first(kTag).toByteArray();
}

QByteArray ReceiptSealer::seal(const Opened &content)
{
    QByteArray bytes(kNumbers, Qt::Uninitialized);
    qToBigEndian(content.queueId, bytes.data());
    qToBigEndian(content.receipt.messageSeq, bytes.data() + 8);
    qToBigEndian(content.receipt.nonce, bytes.data() + 16);
    bytes += content.message.toBytes();
    return QByteArray(bytes + tagOf(bytes)).toBase64(kBase64);
}

std::optional<ReceiptSealer::Opened> ReceiptSealer::open(QByteArrayView text)
{
    if (text.size() > 128)
        return std::nullopt;
    const auto decoded =
        QByteArray::fromBase64Encoding(text.toByteArray(), kBase64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() != kContent + kTag)
        return std::nullopt;
    const QByteArray bytes = decoded.decoded.first(kContent);
    if (!constantTimeEquals(tagOf(bytes), QByteArrayView(decoded.decoded).last(kTag)))
        return std::nullopt;
    return Opened{qFromBigEndian<qint64>(bytes.constData()),
                  MessageId::fromBytes(QByteArrayView(bytes).sliced(kNumbers)).value_or(MessageId{}),
                  {qFromBigEndian<qint64>(bytes.constData() + 8), qFromBigEndian<qint64>(bytes.constData() + 16)}};
}

} // namespace remirai
