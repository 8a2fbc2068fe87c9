// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QByteArrayList>

namespace remirai {

// Cross-origin sharing for exactly the origins given; off without any. Credentials (cookies) are never shared: a page
// of another origin shows a bearer token. Immutable; any thread.
class Cors
{
public:
    explicit Cors(const QByteArrayList &origins);

    bool isOff() const { return m_origins.isEmpty(); }
    // The place of an origin in the list, -1 for a stranger.
    int indexOf(QByteArrayView origin) const;
    // The header lines for an answer to that origin; for -1 only Vary, as caches must not mix the two.
    QByteArrayView linesFor(int index) const;
    // The answer to a preflight for a path with these methods ("GET, HEAD, OPTIONS").
    Response preflight(QByteArrayView allow) const;

private:
    QByteArrayList m_origins;
    QByteArrayList m_lines; // one per origin, the last for strangers
};

} // namespace remirai
