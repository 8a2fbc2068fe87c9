// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "server/auth/hmac.h"
#include "server/http/request.h"
#include "server/sqs/credentials.h"
#include "server/sqs/sqserror.h"

#include <map>

namespace remirai {

// What of a request AWS Signature Version 4 covers, as the client sent it.
struct SignedParts
{
    QByteArray method;
    QByteArray path; // still escaped
    QByteArray query; // still escaped, without X-Amz-Signature
    std::vector<std::pair<QByteArray, QByteArray>> headers; // lower-case name and value, in the order of SignedHeaders
    QByteArray payloadHash; // hex SHA-256 of the body, or what x-amz-content-sha256 says
};

// The three texts of the algorithm (docs.aws.amazon.com, "Create a signed AWS API request"). Pure.
QByteArray canonicalRequest(const SignedParts &parts);
QByteArray stringToSign(const QByteArray &amzDate, const QByteArray &scope, const QByteArray &canonical);
Digest signingKey(const QByteArray &secret, const QByteArray &date, const QByteArray &region,
                  const QByteArray &service);

// Decides whose signature a request carries. Belongs to one thread: it keeps the day's derived keys.
class SignatureVerifier
{
public:
    static constexpr qint64 kSkewMs = 15 * 60'000;

    SignatureVerifier(const SqsCredentials &credentials, Environment &environment)
        : m_credentials(credentials)
        , m_environment(environment)
    { }

    // The credential that signed; MissingAuthenticationToken, IncompleteSignature, InvalidClientTokenId or
    // SignatureDoesNotMatch.
    Checked<const SqsCredential *> verify(const Request &request);

private:
    const SqsCredential *find(const QByteArray &accessKeyId) const;
    const Digest &keyFor(const SqsCredential &credential, const QByteArray &date, const QByteArray &region);

    const SqsCredentials &m_credentials;
    Environment &m_environment;
    std::map<QByteArray, Digest> m_keys; // by "id/date/region"
};

} // namespace remirai
