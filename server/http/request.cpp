// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/request.h"

namespace remirai {

Request::Request(RequestHead head, QByteArray body, const QHostAddress &peer, QByteArray id)
    : m_head(std::move(head))
    , m_body(std::move(body))
    , m_id(std::move(id))
    , m_peer(peer)
{ }

void Request::setRoute(QByteArray pattern, const std::array<Slice, kMaxPathParameters> &parameters)
{
    m_route = std::move(pattern);
    m_parameters = parameters;
}

QByteArrayView Request::parameter(QByteArrayView name) const
{
    const QByteArrayView pattern = m_route;
    qsizetype open = pattern.indexOf('{');
    for (size_t i = 0; open >= 0 && i < m_parameters.size(); ++i) {
        const qsizetype close = pattern.indexOf('}', open);
        if (pattern.sliced(open + 1, close - open - 1) == name)
            return m_parameters[i].in(path());
        open = pattern.indexOf('{', close);
    }
    return {};
}

std::optional<QByteArray> Request::queryValue(QByteArrayView name) const
{
    QByteArrayView rest = query();
    for (int count = 0; !rest.isEmpty() && count < kMaxQueryParameters; ++count) {
        const qsizetype end = rest.indexOf('&');
        const QByteArrayView pair = end < 0 ? rest : rest.first(end);
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
        const qsizetype equals = pair.indexOf('=');
        const QByteArrayView key = equals < 0 ? pair : pair.first(equals);
        if (key == name || percentDecoded(key, true) == name)
            return percentDecoded(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1), true);
    }
    return std::nullopt;
}

QHostAddress Request::clientAddress(const TrustedProxies &trusted) const
{
    if (!trusted.contains(m_peer))
        return m_peer;
    // Each proxy may have added a line of its own.
    return remirai::clientAddress(m_peer, headerLines("x-forwarded-for").value_or(QByteArray()), trusted);
}

std::optional<QByteArray> Request::headerLines(QByteArrayView name) const
{
    std::optional<QByteArray> joined;
    forEachHeader(m_head, [&](QByteArrayView candidate, QByteArrayView value) {
        if (!equalsIgnoringCase(candidate, name))
            return true;
        if (joined)
            joined->append(',');
        else
            joined.emplace();
        joined->append(value.data(), value.size());
        return true;
    });
    return joined;
}

} // namespace remirai
