// SPDX-License-Identifier: GPL-3.0-or-later
// AWS Signature Version 4: the texts and the key.
#include "server/sqs/sigv4.h"

#include <QCryptographicHash>
#include <algorithm>

namespace remirai {

namespace {

QByteArray sha256Hex(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

Digest hmac(QByteArrayView key, QByteArrayView text)
{
    return HmacSha256(key).compute({text});
}

// Trimmed, with each run of blanks as one space.
QByteArray folded(const QByteArray &value)
{
    QByteArray out;
    for (const char c : value.trimmed()) {
        const bool blank = c == ' ' || c == '\t';
        if (!blank || !out.endsWith(' '))
            out += blank ? ' ' : c;
    }
    return out;
}

// Everything but services like S3 escapes the path a second time.
QByteArray canonicalPath(const QByteArray &path)
{
    return path.isEmpty() ? QByteArray("/") : path.toPercentEncoding("/~");
}

// Parameters decoded and escaped anew in the one canonical way, sorted by name, then value.
QByteArray canonicalQuery(const QByteArray &query)
{
    std::vector<std::pair<QByteArray, QByteArray>> parameters;
    for (const QByteArray &pair : query.split('&')) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const auto escaped = [](const QByteArray &part) {
            return percentDecoded(part, false).value_or(part).toPercentEncoding("~");
        };
        parameters.emplace_back(escaped(equals < 0 ? pair : pair.left(equals)),
                                escaped(equals < 0 ? QByteArray() : pair.mid(equals + 1)));
    }
    std::sort(parameters.begin(), parameters.end());
    QByteArray out;
    for (const auto &[name, value] : parameters)
        out += (out.isEmpty() ? "" : "&") + name + '=' + value;
    return out;
}

} // namespace

QByteArray canonicalRequest(const SignedParts &parts)
{
    QByteArray headers;
    QByteArray names;
    for (const auto &[name, value] : parts.headers) {
        headers += name + ':' + folded(value) + '\n';
        names += (names.isEmpty() ? "" : ";") + name;
    }
    return parts.method + '\n' + canonicalPath(parts.path) + '\n' + canonicalQuery(parts.query) + '\n' + headers + '\n'
        + names + '\n' + parts.payloadHash;
}

QByteArray stringToSign(const QByteArray &amzDate, const QByteArray &scope, const QByteArray &canonical)
{
    return "AWS4-HMAC-SHA256\n" + amzDate + '\n' + scope + '\n' + sha256Hex(canonical);
}

Digest signingKey(const QByteArray &secret, const QByteArray &date, const QByteArray &region, const QByteArray &service)
{
    Digest key = hmac(QByteArray("AWS4" + secret), date);
    for (const QByteArray &part : {region, service, QByteArray("aws4_request")})
        key = hmac(asBytes(key), part);
    return key;
}

} // namespace remirai
