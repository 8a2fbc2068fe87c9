// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/clientaddress.h"

#include "server/http/requesthead.h"

#include <algorithm>

namespace remirai {

namespace {

// "1.2.3.4", "1.2.3.4:567", "::1", "[::1]:567".
QHostAddress addressIn(QByteArrayView entry)
{
    QHostAddress address;
    if (entry.startsWith('[')) {
        const qsizetype end = entry.indexOf(']');
        entry = end < 0 ? QByteArrayView() : entry.sliced(1, end - 1);
    } else if (std::count(entry.begin(), entry.end(), ':') == 1) {
        entry = entry.first(entry.indexOf(':'));
    }
    address.setAddress(QString::fromLatin1(entry));
    return plainAddress(address);
}

} // namespace

Result<TrustedProxies> TrustedProxies::parse(const QStringList &networks)
{
    TrustedProxies proxies;
    for (const QString &network : networks) {
        const auto subnet = QHostAddress::parseSubnet(network);
        if (subnet.first.isNull()) {
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("'%1' is not an address or a subnet such as 10.0.0.0/8.").arg(network),
                         {},
                         0};
        }
        proxies.m_networks.push_back(subnet);
    }
    return proxies;
}

bool TrustedProxies::contains(const QHostAddress &address) const
{
    return std::any_of(m_networks.begin(), m_networks.end(),
                       [&](const auto &network) { return address.isInSubnet(network); });
}

QHostAddress clientAddress(const QHostAddress &peer, QByteArrayView forwardedFor, const TrustedProxies &trusted)
{
    QHostAddress client = peer;
    while (!forwardedFor.isEmpty() && trusted.contains(client)) {
        const qsizetype comma = forwardedFor.lastIndexOf(',');
        const QHostAddress before = addressIn(trimmedBlanks(forwardedFor.sliced(comma + 1)));
        if (before.isNull())
            break; // not an address: the last one we know stands
        client = before;
        forwardedFor = comma < 0 ? QByteArrayView() : forwardedFor.first(comma);
    }
    return client;
}

QHostAddress plainAddress(const QHostAddress &address)
{
    bool mapped = false;
    const quint32 ipv4 = address.toIPv4Address(&mapped);
    return mapped ? QHostAddress(ipv4) : address;
}

} // namespace remirai
