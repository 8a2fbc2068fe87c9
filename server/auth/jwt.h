// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <optional>

namespace remirai {

// A JSON Web Token in the compact form of RFC 7515, taken apart. Nothing in it is to be believed before its signature
// has been checked.
struct Jwt
{
    QByteArrayView signedPart; // header.claims as written; lives as long as the token's bytes
    QJsonObject header;
    QJsonObject claims;
    QByteArray signature;

    QString algorithm() const { return header[u"alg"].toString(); }
};

inline constexpr qsizetype kMaxJwtBytes = 4'096;

// Nothing for what is not exactly three base64url parts of JSON, JSON and signature, for a token beyond kMaxJwtBytes,
// and for one with a critical extension ("crit"), as we understand none.
std::optional<Jwt> parseJwt(QByteArrayView token);

// Seconds since 1970 from a NumericDate claim as milliseconds; nothing when it is missing, no number or absurd.
std::optional<qint64> dateClaimMs(const QJsonObject &claims, QStringView name);

QByteArray base64Url(QByteArrayView bytes);

} // namespace remirai
