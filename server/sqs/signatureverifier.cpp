// SPDX-License-Identifier: GPL-3.0-or-later
// AWS Signature Version 4: what a request claims, and whether it is so.
#include "server/sqs/sigv4.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <algorithm>

namespace remirai {

namespace {

constexpr size_t kMaxKeys = 64;
constexpr qsizetype kMaxSignedHeaders = 32;
constexpr QByteArrayView kAlgorithm = "AWS4-HMAC-SHA256";

// A request's claim, from the Authorization header or from X-Amz-… in the query.
struct Claim
{
    QByteArray accessKeyId;
    QByteArray date; // of the scope, YYYYMMDD
    QByteArray region;
    QByteArray service;
    QList<QByteArray> signedHeaders;
    QByteArray signature; // raw
    QByteArray amzDate;
    QByteArray query; // without the signature
    qint64 validForMs = 0; // after amzDate; 0 = the usual skew

    QByteArray scope() const { return date + '/' + region + '/' + service + "/aws4_request"; }
};

SqsError incomplete(const char *why)
{
    return {SqsFault::IncompleteSignature, QString::fromLatin1(why)};
}

std::optional<SqsError> takeCredential(Claim &claim, const QByteArray &credential)
{
    const QList<QByteArray> parts = credential.split('/');
    if (parts.size() != 5 || parts[4] != "aws4_request" || parts[1].size() != 8)
        return incomplete("Credential must have the form ACCESS_KEY_ID/YYYYMMDD/REGION/sqs/aws4_request.");
    claim.accessKeyId = parts[0];
    claim.date = parts[1];
    claim.region = parts[2];
    claim.service = parts[3];
    return std::nullopt;
}

Checked<Claim> claimInHeader(const Request &request, QByteArrayView header)
{
    Claim claim;
    claim.query = request.query().toByteArray();
    for (const QByteArray &raw : header.sliced(kAlgorithm.size()).toByteArray().split(',')) {
        const QByteArray part = raw.trimmed();
        const QByteArray value = part.mid(part.indexOf('=') + 1);
        if (part.startsWith("Credential=")) {
            if (const auto refused = takeCredential(claim, value))
                return *refused;
        } else if (part.startsWith("SignedHeaders=")) {
            claim.signedHeaders = value.split(';');
        } else if (part.startsWith("Signature=")) {
            claim.signature = QByteArray::fromHex(value);
        }
    }
    claim.amzDate = request.header("x-amz-date").toByteArray();
    return claim;
}

Checked<Claim> claimInQuery(const Request &request)
{
    Claim claim;
    for (const QByteArray &pair : request.query().toByteArray().split('&')) {
        if (!pair.startsWith("X-Amz-Signature="))
            claim.query += (claim.query.isEmpty() ? "" : "&") + pair;
    }
    const auto value = [&](const char *name) { return request.queryValue(name).value_or(QByteArray()); };
    if (value("X-Amz-Algorithm") != kAlgorithm)
        return incomplete("X-Amz-Algorithm must be AWS4-HMAC-SHA256.");
    if (const auto refused = takeCredential(claim, value("X-Amz-Credential")))
        return *refused;
    claim.signedHeaders = value("X-Amz-SignedHeaders").split(';');
    claim.signature = QByteArray::fromHex(value("X-Amz-Signature"));
    claim.amzDate = value("X-Amz-Date");
    claim.validForMs = std::clamp<qint64>(value("X-Amz-Expires").toLongLong(), 0, 7 * 86'400) * 1'000;
    return claim;
}

Checked<Claim> claimOf(const Request &request)
{
    const QByteArrayView header = request.header("authorization");
    if (header.startsWith(kAlgorithm))
        return claimInHeader(request, header);
    if (!header.isEmpty())
        return incomplete("Authorization must begin with AWS4-HMAC-SHA256.");
    if (request.queryValue("X-Amz-Signature"))
        return claimInQuery(request);
    return SqsError{SqsFault::MissingAuthenticationToken, QStringLiteral("Request is missing Authentication Token")};
}

std::optional<SqsError> checkForm(const Claim &claim, const Request &request)
{
    if (claim.signature.size() != 32 || claim.accessKeyId.isEmpty())
        return incomplete("Authorization needs Credential, SignedHeaders and Signature.");
    if (claim.signedHeaders.size() > kMaxSignedHeaders || !claim.signedHeaders.contains("host"))
        return incomplete("The host header must be signed.");
    // X-Amz-Target says what is to be done: unsigned, a listing that somebody overheard could be sent as a purge.
    for (const char *name : {"x-amz-date", "x-amz-security-token", "x-amz-target"}) {
        if (!request.header(name).isNull() && !claim.signedHeaders.contains(name))
            return SqsError{SqsFault::IncompleteSignature,
                            QStringLiteral("The %1 header must be signed.").arg(QLatin1String(name))};
    }
    if (claim.service != "sqs")
        return SqsError{SqsFault::SignatureDoesNotMatch,
                        QStringLiteral("Credential should be scoped to correct service: 'sqs'.")};
    return std::nullopt;
}

std::optional<SqsError> checkTime(const Claim &claim, qint64 nowMs)
{
    static const QString kFormat = QStringLiteral("yyyyMMdd'T'HHmmss'Z'");
    QDateTime signedAt = QDateTime::fromString(QString::fromLatin1(claim.amzDate), kFormat);
    signedAt.setTimeSpec(Qt::UTC);
    if (!signedAt.isValid() || !claim.amzDate.startsWith(claim.date))
        return incomplete("Date must be YYYYMMDDTHHMMSSZ and on the day of the credential's scope.");
    const auto text = [](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(kFormat); };
    const qint64 atMs = signedAt.toMSecsSinceEpoch();
    const qint64 validMs = claim.validForMs > 0 ? claim.validForMs : SignatureVerifier::kSkewMs;
    if (nowMs - atMs > validMs)
        return SqsError{SqsFault::SignatureDoesNotMatch,
                        QStringLiteral("Signature expired: %1 is now earlier than %2 (%3 - %4 min.)")
                            .arg(text(atMs), text(nowMs - validMs), text(nowMs))
                            .arg(validMs / 60'000)};
    if (atMs - nowMs > SignatureVerifier::kSkewMs)
        return SqsError{SqsFault::SignatureDoesNotMatch,
                        QStringLiteral("Signature not yet current: %1 is still later than %2 (%3 + 15 min.)")
                            .arg(text(atMs), text(nowMs + SignatureVerifier::kSkewMs), text(nowMs))};
    return std::nullopt;
}

SqsError mismatch()
{
    return {SqsFault::SignatureDoesNotMatch,
            QStringLiteral("The request signature we calculated does not match the signature you provided. Check your "
                           "AWS Secret Access Key and signing method. Consult the service documentation for details.")};
}

Checked<SignedParts> partsOf(const Claim &claim, const Request &request)
{
    SignedParts parts;
    parts.method = toText(request.method()).toByteArray();
    parts.path = request.rawPath().toByteArray();
    parts.query = claim.query;
    for (const QByteArray &name : claim.signedHeaders)
        parts.headers.emplace_back(name.toLower(), request.headerLines(name).value_or(QByteArray()));
    parts.payloadHash = QCryptographicHash::hash(request.body(), QCryptographicHash::Sha256).toHex();
    // UNSIGNED-PAYLOAD, which no client of SQS sends, would leave the body to anybody: a mismatch like any other.
    const QByteArrayView claimed = request.header("x-amz-content-sha256");
    if (!claimed.isEmpty() && claimed != parts.payloadHash)
        return mismatch();
    return parts;
}

} // namespace

Checked<const SqsCredential *> SignatureVerifier::verify(const Request &request)
{
    const auto claim = claimOf(request);
    if (!claim)
        return claim.error();
    if (const auto refused = checkForm(*claim, request))
        return *refused;
    const SqsCredential *credential = find(claim->accessKeyId);
    if (!credential)
        return SqsError{SqsFault::InvalidClientTokenId,
                        QStringLiteral("The security token included in the request is invalid.")};
    if (const auto refused = checkTime(*claim, m_environment.nowMs()))
        return *refused;
    const auto parts = partsOf(*claim, request);
    if (!parts)
        return parts.error();
    const QByteArray text = stringToSign(claim->amzDate, claim->scope(), canonicalRequest(*parts));
    const Digest expected =
        HmacSha256(asBytes(keyFor(*credential, claim->date, claim->region))).compute({QByteArrayView(text)});
    if (!constantTimeEquals(asBytes(expected), claim->signature))
        return mismatch();
    return credential;
}

const SqsCredential *SignatureVerifier::find(const QByteArray &accessKeyId) const
{
    const auto found = std::find_if(m_credentials.begin(), m_credentials.end(), [&](const SqsCredential &candidate) {
        return candidate.accessKeyId == accessKeyId;
    });
    return found == m_credentials.end() ? nullptr : &*found;
}

const Digest &SignatureVerifier::keyFor(const SqsCredential &credential, const QByteArray &date,
                                        const QByteArray &region)
{
    if (m_keys.size() >= kMaxKeys)
        m_keys.clear();
    const QByteArray name = credential.accessKeyId + '/' + date + '/' + region;
    const auto found = m_keys.find(name);
    if (found != m_keys.end())
        return found->second;
    return m_keys.emplace(name, signingKey(credential.secretAccessKey, date, region, "sqs")).first->second;
}

} // namespace remirai
