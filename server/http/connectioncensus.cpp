// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/connectioncensus.h"

namespace remirai {

bool ConnectionCensus::enter(const QHostAddress &address)
{
    const std::lock_guard lock(m_mutex);
    if (m_total >= m_limits.connections)
        return false;
    if (countsPerAddress(address)) {
        int &count = m_perAddress[address];
        if (count >= m_limits.connectionsPerAddress)
            return false;
        ++count;
    }
    ++m_total;
    return true;
}

void ConnectionCensus::leave(const QHostAddress &address)
{
    const std::lock_guard lock(m_mutex);
    --m_total;
    if (!countsPerAddress(address))
        return;
    const auto found = m_perAddress.find(address);
    if (--found.value() == 0)
        m_perAddress.erase(found);
}

bool ConnectionCensus::countsPerAddress(const QHostAddress &address) const
{
    return m_limits.connectionsPerAddress > 0 && !(m_limits.loopbackExempt && address.isLoopback());
}

} // namespace remirai
