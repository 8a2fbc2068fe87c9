// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/tickets.h"

#include <QtEndian>

namespace remirai {

Result<TicketDesk::Ticket> TicketDesk::issue(const Principal &principal)
{
    QByteArray raw(16, Qt::Uninitialized);
    qToBigEndian(m_environment.random64(), raw.data());
    qToBigEndian(m_environment.random64(), raw.data() + 8);
    const QByteArray text = raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const qint64 now = m_environment.steadyMs();
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_open, [now](const auto &entry) { return entry.second.endsAtMs <= now; });
    if (m_open.size() >= kMaxOpen)
        return Error{
            ErrorCode::Unavailable, QStringLiteral("too many tickets are open; try again soon"), {}, kGoodForMs};
    m_open[text] = {principal, now + kGoodForMs};
    return Ticket{text, m_environment.nowMs() + kGoodForMs};
}

Result<Principal> TicketDesk::redeem(const QByteArray &ticket)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_open.find(ticket);
    if (found == m_open.end() || found->second.endsAtMs <= m_environment.steadyMs())
        return TokenService::refusal(QStringLiteral("the ticket is used or too old; take a new one"));
    const Principal principal = found->second.principal;
    m_open.erase(found);
    return principal;
}

} // namespace remirai
