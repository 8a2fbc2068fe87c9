// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QHostAddress>
#include <QStringList>
#include <vector>

namespace remirai {

// Networks whose word in X-Forwarded-For counts. Immutable; any thread.
class TrustedProxies
{
public:
    // Addresses and subnets: "127.0.0.1", "10.0.0.0/8", "fd00::/8". Anything else is InvalidArgument.
    static Result<TrustedProxies> parse(const QStringList &networks);

    bool contains(const QHostAddress &address) const;
    bool isEmpty() const { return m_networks.empty(); }

private:
    std::vector<std::pair<QHostAddress, int>> m_networks;
};

// The address that the nearest proxy we do not trust connected from: walks X-Forwarded-For from the right while the
// address so far is trusted. A client may write what it likes further left, it does not get there.
QHostAddress clientAddress(const QHostAddress &peer, QByteArrayView forwardedFor, const TrustedProxies &trusted);

// IPv4 in IPv6 clothes (::ffff:1.2.3.4) becomes IPv4.
QHostAddress plainAddress(const QHostAddress &address);

} // namespace remirai
