// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/jwt.h"

#include <QJsonDocument>
#include <cmath>

namespace remirai {

namespace {

constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

std::optional<QByteArray> decode(QByteArrayView part)
{
    const QByteArray text = QByteArray::fromRawData(part.data(), part.size());
    const auto decoded = QByteArray::fromBase64Encoding(text, kBase64 | QByteArray::AbortOnBase64DecodingErrors);
    if (part.isEmpty() || part.endsWith('=') || !decoded)
        return std::nullopt;
    return decoded.decoded;
}

std::optional<QJsonObject> decodeObject(QByteArrayView part)
{
    const auto bytes = decode(part);
    const QJsonDocument document = bytes ? QJsonDocument::fromJson(*bytes) : QJsonDocument();
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

} // namespace

std::optional<Jwt> parseJwt(QByteArrayView token)
{
    if (token.size() > kMaxJwtBytes)
        return std::nullopt;
    const qsizetype first = token.indexOf('.');
    const qsizetype second = first < 0 ? -1 : token.indexOf('.', first + 1);
    if (second < 0 || token.indexOf('.', second + 1) >= 0)
        return std::nullopt;
    const auto header = decodeObject(token.first(first));
    const auto claims = decodeObject(token.sliced(first + 1, second - first - 1));
    const auto signature = decode(token.sliced(second + 1));
    if (!header || !claims || !signature || header->contains(u"crit"))
        return std::nullopt;
    return Jwt{token.first(second), *header, *claims, *signature};
}

std::optional<qint64> dateClaimMs(const QJsonObject &claims, QStringView name)
{
    constexpr double kMaxSeconds = 1e11; // the year 5138
    const QJsonValue value = claims[name];
    const double seconds = value.toDouble(-1);
    if (!value.isDouble() || !(seconds >= 0 && seconds <= kMaxSeconds))
        return std::nullopt;
    return std::llround(seconds * 1'000);
}

QByteArray base64Url(QByteArrayView bytes)
{
    return QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64(kBase64);
}

} // namespace remirai
