// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/googleverifier.h"

#include "server/auth/jwt.h"

#include <QJsonDocument>
#include <memory>

extern "C" {
#include <rhonabwy.h>
}

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

using JwkPointer = std::unique_ptr<jwk_t, decltype(&r_jwk_free)>;
using JwtPointer = std::unique_ptr<jwt_t, decltype(&r_jwt_free)>;

constexpr unsigned int kMinRsaBits = 2'048;

Error refusal(const QString &why)
{
    return {ErrorCode::Unauthenticated, why, {}, 0};
}

// The two algorithms that Google's discovery document may name; no symmetric one, so that a public key can never serve
// as a shared secret.
jwa_alg acceptedAlgorithm(const QString &name)
{
    if (name == u"RS256")
        return R_JWA_ALG_RS256;
    return name == u"ES256" ? R_JWA_ALG_ES256 : R_JWA_ALG_UNKNOWN;
}

bool keyFits(jwk_t *key, const QByteArray &json, jwa_alg algorithm)
{
    const QString declared = QJsonDocument::fromJson(json).object()[u"alg"].toString();
    if (!declared.isEmpty() && acceptedAlgorithm(declared) != algorithm)
        return false;
    unsigned int bits = 0;
    const int type = r_jwk_key_type(key, &bits, R_FLAG_IGNORE_REMOTE);
    if (algorithm == R_JWA_ALG_RS256)
        return (type & R_KEY_TYPE_RSA) != 0 && bits >= kMinRsaBits;
    return (type & R_KEY_TYPE_EC) != 0 && bits == 256;
}

// The key is read anew for each token, as jansson's objects are not made for sharing between threads.
bool signatureHolds(const QByteArray &token, const QByteArray &key, jwa_alg algorithm)
{
    jwk_t *rawKey = nullptr;
    jwt_t *rawToken = nullptr;
    if (r_jwk_init(&rawKey) != RHN_OK)
        return false;
    const JwkPointer jwk(rawKey, &r_jwk_free);
    if (r_jwk_import_from_json_str(jwk.get(), key.constData()) != RHN_OK || !keyFits(jwk.get(), key, algorithm)
        || r_jwt_init(&rawToken) != RHN_OK)
        return false;
    const JwtPointer jwt(rawToken, &r_jwt_free);
    // R_PARSE_NONE: a key, certificate or address inside the token is never followed.
    return r_jwt_advanced_parsen(jwt.get(), token.constData(), static_cast<size_t>(token.size()), R_PARSE_NONE,
                                 R_FLAG_IGNORE_REMOTE)
        == RHN_OK
        && r_jwt_get_sign_alg(jwt.get()) == algorithm
        && r_jwt_verify_signature(jwt.get(), jwk.get(), R_FLAG_IGNORE_REMOTE) == RHN_OK;
}

bool isTrue(const QJsonValue &value)
{
    return value.toBool() || value.toString() == u"true";
}

Status checkClaims(const QJsonObject &claims, const GoogleSettings &settings, qint64 nowMs)
{
    const QString issuer = claims[u"iss"].toString();
    if (issuer != u"https://accounts.google.com" && issuer != u"accounts.google.com")
        return refusal(u"the token is not from Google"_s);
    if (!settings.clientIds.contains(claims[u"aud"].toString()))
        return refusal(u"the token is for another program"_s);
    const auto expiresMs = dateClaimMs(claims, u"exp");
    const auto issuedMs = dateClaimMs(claims, u"iat");
    if (!expiresMs || !issuedMs)
        return refusal(u"the token lacks its times"_s);
    if (*expiresMs + settings.leewayMs <= nowMs)
        return refusal(u"the token has expired; sign in again"_s);
    const auto notBeforeMs = claims.contains(u"nbf") ? dateClaimMs(claims, u"nbf") : issuedMs;
    if (!notBeforeMs || qMax(*issuedMs, *notBeforeMs) > nowMs + settings.leewayMs)
        return refusal(u"the token is from the future; check this machine's clock"_s);
    if (claims[u"sub"].toString().isEmpty() || claims[u"email"].toString().isEmpty())
        return refusal(u"the token names no account"_s);
    if (!isTrue(claims[u"email_verified"]))
        return refusal(u"Google has not verified this address"_s);
    return {};
}

} // namespace

GoogleVerifier::GoogleVerifier(GoogleSettings settings, Environment &environment)
    : m_settings(std::move(settings))
    , m_environment(environment)
    , m_keys(m_settings.jwksUrl, m_settings.fetchTimeoutMs, environment)
{ }

Result<GoogleIdentity> GoogleVerifier::verify(const QByteArray &idToken)
{
    if (m_settings.clientIds.isEmpty())
        return Error{ErrorCode::NotFound, u"Google sign-in is off: auth.google_client_id is not set"_s, {}, 0};
    const auto jwt = parseJwt(idToken);
    const jwa_alg algorithm = jwt ? acceptedAlgorithm(jwt->algorithm()) : R_JWA_ALG_UNKNOWN;
    const QString keyId = jwt ? jwt->header[u"kid"].toString() : QString();
    if (algorithm == R_JWA_ALG_UNKNOWN || keyId.isEmpty())
        return refusal(u"this is not a Google ID token"_s);
    // Before any key is fetched: a token that is wrong in plain sight must not make us ask Google.
    if (const Status fit = checkClaims(jwt->claims, m_settings, m_environment.nowMs()); !fit)
        return fit.error();
    const auto key = m_keys.find(keyId);
    if (!key)
        return key.error();
    if (!signatureHolds(idToken, *key, algorithm))
        return refusal(u"the token's signature is wrong"_s);
    return GoogleIdentity{jwt->claims[u"sub"].toString(), jwt->claims[u"email"].toString(),
                          jwt->claims[u"name"].toString(), jwt->claims[u"nonce"].toString()};
}

} // namespace remirai
