// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <vector>

namespace remirai {

// What a client may send, and what must come of it.
struct HostileCase
{
    const char *name;
    QByteArray bytes;
    QByteArray framed; // by the framer: "ok", a refusal's status, or "more" for each request in turn
    QByteArray answers; // by a server with the routes of addHostileRoutes(): statuses in order
    bool closes; // the server ends the connection after the last answer
};

std::vector<HostileCase> hostileCases();

} // namespace remirai
