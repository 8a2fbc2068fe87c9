// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QByteArray>

namespace remirai {

inline constexpr qsizetype kMaxJwksBytes = 256 * 1024;

struct JwksReply
{
    QByteArray body;
    qint64 maxAgeMs = -1; // from Cache-Control; -1 when it says nothing, 0 for no-store and no-cache
};

// GETs a JSON Web Key Set. Blocks for at most `timeoutMs`; follows no redirects; refuses more than kMaxJwksBytes.
// Only https, and http to a loopback address (InvalidArgument otherwise): whoever can change the keys can sign in as
// anybody. Unavailable or Timeout when there is no good answer. Any thread.
Result<JwksReply> fetchJwks(const QString &url, qint64 timeoutMs);

// The max-age of a Cache-Control value in milliseconds, as in JwksReply.
qint64 maxAgeMs(QByteArrayView cacheControl);

} // namespace remirai
