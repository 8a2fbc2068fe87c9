// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/domain/result.h"
#include "server/auth/keyset.h"

#include <QString>
#include <QStringList>

namespace remirai {

struct GoogleSettings
{
    QStringList clientIds; // a token must be for one of these; none = Google sign-in is off
    QString jwksUrl;
    qint64 fetchTimeoutMs = 5'000;
    qint64 leewayMs = 60'000; // between Google's clock and ours
};

struct GoogleIdentity
{
    QString subject; // Google's id of the account, which stays when the address changes
    QString email;
    QString displayName; // empty when the token has none
    QString nonce = {}; // that the token was asked for with; empty when none

    bool operator==(const GoogleIdentity &) const = default;
};

// Verifies the ID tokens of Google sign-in:
// https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
// Thread-safe. Blocks while keys are fetched, so it is called on a pool thread. `environment` must outlive it.
class GoogleVerifier
{
public:
    GoogleVerifier(GoogleSettings settings, Environment &environment);

    // Unauthenticated when the token is forged, expired, for another program or without a verified address; NotFound
    // when Google sign-in is off; Unavailable or Timeout when Google's keys cannot be had.
    Result<GoogleIdentity> verify(const QByteArray &idToken);

private:
    const GoogleSettings m_settings;
    Environment &m_environment;
    KeySet m_keys;
};

} // namespace remirai
