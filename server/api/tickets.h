// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "server/auth/tokenservice.h"

#include <map>
#include <mutex>

namespace remirai {

// Tickets for the live stream: a browser's EventSource sends no Authorization header, and a token in an address would
// end in logs and histories. Good once, for half a minute, in this process. Any thread.
class TicketDesk
{
public:
    static constexpr qint64 kGoodForMs = 30'000;
    static constexpr size_t kMaxOpen = 1'000;

    explicit TicketDesk(Environment &environment)
        : m_environment(environment)
    { }

    struct Ticket
    {
        QByteArray text; // 128 random bits
        qint64 expiresAtMs = 0; // wall clock
    };
    // Unavailable when too many are open.
    Result<Ticket> issue(const Principal &principal);
    // Whose it was; Unauthenticated when it is unknown, used or too old.
    Result<Principal> redeem(const QByteArray &ticket);

private:
    struct Open
    {
        Principal principal;
        qint64 endsAtMs = 0; // steady clock
    };

    Environment &m_environment;
    std::mutex m_mutex;
    std::map<QByteArray, Open> m_open;
};

} // namespace remirai
