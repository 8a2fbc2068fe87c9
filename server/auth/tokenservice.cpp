// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/tokenservice.h"

#include "server/auth/hmac.h"
#include "server/auth/jwt.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <utility>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

Error TokenService::refusal(const QString &why)
{
    return {ErrorCode::Unauthenticated, why, {}, 0};
}

TokenService::TokenService(const Secret &serverSecret, Environment &environment, qint64 ttlMs)
    : m_key(serverSecret.derive("bearer token v1"))
    , m_environment(environment)
    , m_ttlMs(ttlMs)
{ }

QByteArray TokenService::issue(const UserId &user, Role role, const QString &email) const
{
    return issue(user, role, email, m_ttlMs);
}

QByteArray TokenService::issue(const UserId &user, Role role, const QString &email, qint64 ttlMs) const
{
    const qint64 nowMs = m_environment.nowMs();
    QJsonObject claims{{u"sub"_s, user.toString()},
                       {u"role"_s, toString(role)},
                       {u"iat"_s, nowMs / 1'000},
                       {u"exp"_s, (nowMs + ttlMs) / 1'000}};
    if (!email.isEmpty())
        claims.insert(u"email"_s, email);
    const QByteArray signedPart = base64Url(R"({"alg":"HS256","typ":"JWT"})") + '.' + base64Url(json(claims));
    const Digest mac = HmacSha256(m_key.bytes()).compute({signedPart});
    return signedPart + '.' + base64Url(asBytes(mac));
}

Result<Principal> TokenService::verify(QByteArrayView token) const
{
    const auto jwt = parseJwt(token);
    if (!jwt || jwt->algorithm() != u"HS256")
        return refusal(u"the token is not one of ours; sign in again"_s);
    const Digest expected = HmacSha256(m_key.bytes()).compute({jwt->signedPart});
    if (!constantTimeEquals(asBytes(expected), jwt->signature))
        return refusal(u"the token's signature is wrong; sign in again"_s);

    const auto user = UserId::fromString(jwt->claims[u"sub"].toString().toLatin1());
    const auto role = roleFrom(jwt->claims[u"role"].toString());
    const auto expiresAtMs = dateClaimMs(jwt->claims, u"exp");
    if (!user || user->isNull() || !role || !expiresAtMs)
        return refusal(u"the token lacks a claim; sign in again"_s);
    if (*expiresAtMs <= m_environment.nowMs())
        return refusal(u"the token has expired; sign in again"_s);
    return Principal{*user, *role, jwt->claims[u"email"].toString(), *expiresAtMs};
}

TokenVerifier::TokenVerifier(const TokenService &service)
    : m_service(service)
{ }

Result<Principal> TokenVerifier::verify(QByteArrayView token)
{
    const QByteArray key = QByteArray::fromRawData(token.data(), token.size());
    const auto current = [this](const Principal &principal) {
        return principal.expiresAtMs > m_service.m_environment.nowMs();
    };
    if (const auto known = m_recent.constFind(key); known != m_recent.cend() && current(*known))
        return *known;
    Result<Principal> verified = TokenService::refusal({});
    if (const auto known = m_older.constFind(key); known != m_older.cend() && current(*known))
        verified = *known;
    else
        verified = m_service.verify(token);
    if (verified)
        remember(token, *verified);
    else
        m_recent.remove(key);
    return verified;
}

void TokenVerifier::remember(QByteArrayView token, const Principal &principal)
{
    if (m_recent.size() >= kMaxEntries / 2)
        m_older = std::exchange(m_recent, {});
    m_recent.insert(token.toByteArray(), principal);
}

} // namespace remirai
