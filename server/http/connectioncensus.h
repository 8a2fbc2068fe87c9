// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/limits.h"

#include <QHash>
#include <QHostAddress>
#include <mutex>

namespace remirai {

// Who is connected, over all HTTP threads of a server: the caps are the server's, not a thread's. Thread-safe.
class ConnectionCensus
{
public:
    explicit ConnectionCensus(const HttpLimits &limits)
        : m_limits(limits)
    { }

    // False when a cap is reached. True obliges to leave() with the same address.
    bool enter(const QHostAddress &address);
    void leave(const QHostAddress &address);

private:
    bool countsPerAddress(const QHostAddress &address) const;

    const HttpLimits &m_limits;
    std::mutex m_mutex;
    int m_total = 0;
    QHash<QHostAddress, int> m_perAddress; // never larger than the number of connections
};

} // namespace remirai
