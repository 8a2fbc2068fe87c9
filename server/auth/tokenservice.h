// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/domain/identifier.h"
#include "core/domain/result.h"
#include "core/domain/role.h"
#include "server/auth/secret.h"

#include <QByteArray>
#include <QHash>

namespace remirai {

// Who is asking, as a verified token says.
struct Principal
{
    UserId userId;
    Role role = Role::Owner;
    QString email; // empty when the token has none
    qint64 expiresAtMs = 0; // wall clock

    bool operator==(const Principal &) const = default;
};

inline constexpr qint64 kDefaultTokenTtlMs = 24 * 3'600'000LL;

// Issues and verifies our own bearer tokens: JWT, HS256 (RFC 7519, RFC 7518 3.2) with sub, role, email, iat and exp.
// Every member may be called from any thread. `environment` must outlive it.
//
// The MAC is computed here and compared in constant time, rather than by a JOSE library, so that HS256 under our key is
// the only thing a token can be: there is no algorithm to choose.
class TokenService
{
public:
    TokenService(const Secret &serverSecret, Environment &environment, qint64 ttlMs = kDefaultTokenTtlMs);

    // A token for the service's time to live, or for `ttlMs`.
    QByteArray issue(const UserId &user, Role role, const QString &email = {}) const;
    QByteArray issue(const UserId &user, Role role, const QString &email, qint64 ttlMs) const;

    qint64 ttlMs() const { return m_ttlMs; }

    // Unauthenticated for anything that issue() did not make or whose time is over; a few microseconds.
    Result<Principal> verify(QByteArrayView token) const;

    // Unauthenticated, with a sentence for the client.
    static Error refusal(const QString &why);

private:
    friend class TokenVerifier;

    const Secret m_key;
    Environment &m_environment;
    const qint64 m_ttlMs;
};

// verify() with a memory, for a thread that sees the same token again and again: well under a microsecond for one seen
// before. An entry ends with its token. One per thread: not thread-safe. `service` must outlive it.
class TokenVerifier
{
public:
    static constexpr qsizetype kMaxEntries = 8'192;

    explicit TokenVerifier(const TokenService &service);

    Result<Principal> verify(QByteArrayView token);

    qsizetype entryCount() const { return m_recent.size() + m_older.size(); }

private:
    void remember(QByteArrayView token, const Principal &principal);

    const TokenService &m_service;
    // Two generations bound the memory: when the recent one is full it becomes the older one, and what was not asked
    // for since is forgotten.
    QHash<QByteArray, Principal> m_recent;
    QHash<QByteArray, Principal> m_older;
};

} // namespace remirai
