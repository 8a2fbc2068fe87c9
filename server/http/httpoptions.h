// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/clientaddress.h"
#include "server/http/limits.h"
#include "server/http/ratelimiter.h"

#include <QByteArrayList>
#include <QString>

namespace remirai {

struct HttpOptions
{
    QString host = QStringLiteral("127.0.0.1"); // an address, or "localhost"; "::" also takes IPv4
    quint16 port = 0; // 0 = any free one
    int threads = 1;
    HttpLimits limits;
    RateLimit rateLimit; // per client; off by default
    TrustedProxies trustedProxies;
    QByteArrayList corsOrigins; // exact, "https://example.org"; empty = no cross-origin sharing
};

} // namespace remirai
