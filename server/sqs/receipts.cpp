// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/receipts.h"

#include <QtEndian>

namespace remirai {

namespace {

constexpr qsizetype kNumbers = 24; // queue, message, nonce
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

QByteArray ReceiptSealer::seal(qint64 queueId, const ReceiptHandle &receipt)
{
    QByteArray bytes(kNumbers, Qt::Uninitialized);
    qToBigEndian(queueId, bytes.data());
    qToBigEndian(receipt.messageSeq, bytes.data() + 8);
    qToBigEndian(receipt.nonce, bytes.data() + 16);
    return QByteArray(bytes + tagOf(bytes)).toBase64(kBase64);
}

std::optional<ReceiptSealer::Opened> ReceiptSealer::open(QByteArrayView text)
{
    if (text.size() > 64)
        return std::nullopt;
    const auto decoded =
        QByteArray::fromBase64Encoding(text.toByteArray(), kBase64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() != kNumbers + kTag)
        return std::nullopt;
    const QByteArray bytes = decoded.decoded.first(kNumbers);
    if (!constantTimeEquals(tagOf(bytes), QByteArrayView(decoded.decoded).last(kTag)))
        return std::nullopt;
    return Opened{qFromBigEndian<qint64>(bytes.constData()),
                  {qFromBigEndian<qint64>(bytes.constData() + 8), qFromBigEndian<qint64>(bytes.constData() + 16)}};
}

} // namespace remirai
