// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/cors.h"

namespace remirai {

Cors::Cors(const QByteArrayList &origins)
    : m_origins(origins)
{
    for (const QByteArray &origin : origins) {
        m_lines.append("Access-Control-Allow-Origin: " + origin
                       + "\r\nAccess-Control-Expose-Headers: ETag, Location, Retry-After, X-Request-Id\r\n"
                         "Vary: Origin\r\n");
    }
    if (!origins.isEmpty())
        m_lines.append("Vary: Origin\r\n");
}

int Cors::indexOf(QByteArrayView origin) const
{
    for (qsizetype i = 0; i < m_origins.size(); ++i) {
        if (m_origins[i] == origin)
            return int(i);
    }
    return -1;
}

QByteArrayView Cors::linesFor(int index) const
{
    if (isOff())
        return {};
    return index < 0 ? m_lines.last() : m_lines[index];
}

Response Cors::preflight(QByteArrayView allow) const
{
    Response response(204);
    response.addHeader("Access-Control-Allow-Methods", allow);
    response.addHeader("Access-Control-Allow-Headers",
                       "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, X-Request-Id");
    response.addHeader("Access-Control-Max-Age", "600");
    return response;
}

} // namespace remirai
