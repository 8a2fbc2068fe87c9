// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"
#include "server/auth/hmac.h"
#include "server/auth/secret.h"

#include <QByteArray>

namespace remirai {

// Tells whether the same friend has answered the same survey before, without storing who they are: an HMAC under a
// server secret, different for every survey. About a microsecond. One per thread: not thread-safe.
class Fingerprint
{
public:
    static constexpr qsizetype kBytes = 16;

    explicit Fingerprint(const Secret &serverSecret);

    // kBytes bytes. Parts carry their lengths, so that moving a byte from one to the next gives another fingerprint.
    QByteArray of(const SurveyId &survey, QByteArrayView clientAddress, QByteArrayView userAgent,
                  QByteArrayView cookie);

private:
    HmacSha256 m_hmac;
};

} // namespace remirai
