// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/clientaddress.h"
#include "server/http/requesthead.h"

#include <QByteArray>
#include <QHostAddress>
#include <array>
#include <optional>

namespace remirai {

inline constexpr size_t kMaxPathParameters = 6;
inline constexpr int kMaxQueryParameters = 64;

// One request as an owned value: no pointer into the server, so it may be moved to any thread. All text that comes from
// the target is valid UTF-8. Lookups scan the bytes as they came, so what nobody asks for costs nothing.
class Request
{
public:
    Request() = default;
    Request(RequestHead head, QByteArray body, const QHostAddress &peer, QByteArray id);

    Method method() const { return m_head.method; }
    QByteArrayView path() const { return m_head.path(); }
    QByteArrayView query() const { return m_head.query.in(m_head.raw); } // still escaped
    QByteArrayView rawPath() const { return m_head.rawPath.in(m_head.raw); } // still escaped
    const QByteArray &body() const { return m_body; }
    const QByteArray &id() const { return m_id; } // X-Request-Id
    const QByteArray &route() const { return m_route; } // the matched pattern, empty when none

    // The part of the path that stands for "{name}" in the pattern, decoded; empty when the pattern has no such name.
    QByteArrayView parameter(QByteArrayView name) const;
    // A query parameter, decoded ('+' is a space); the first one wins; only the first kMaxQueryParameters are looked
    // at.
    std::optional<QByteArray> queryValue(QByteArrayView name) const;
    // The first header of that name (any case), trimmed; a null view when there is none.
    QByteArrayView header(QByteArrayView name) const { return findHeader(m_head, name); }

    // All headers of that name, in order, joined by commas; nothing when there is none.
    std::optional<QByteArray> headerLines(QByteArrayView name) const;

    // Whom to hold responsible: the peer, or what X-Forwarded-For says when the peer is a proxy that we trust.
    QHostAddress clientAddress(const TrustedProxies &trusted) const;

    // For the router.
    void setRoute(QByteArray pattern, const std::array<Slice, kMaxPathParameters> &parameters);

private:
    RequestHead m_head;
    QByteArray m_body;
    QByteArray m_id;
    QByteArray m_route;
    std::array<Slice, kMaxPathParameters> m_parameters; // of path(), in the pattern's order
    QHostAddress m_peer;
};

} // namespace remirai
