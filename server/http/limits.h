// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace remirai {

// What one client may cost us. Every limit ends in an answer (or a closed connection), never in growth.
struct HttpLimits
{
    // Connections, counted over all HTTP threads.
    int connections = 4'000;
    int connectionsPerAddress = 0; // 0 = no cap of its own
    bool loopbackExempt = true; // from connectionsPerAddress: a reverse proxy on this machine carries everybody

    // Request sizes.
    qsizetype headBytes = 16 * 1'024;
    qsizetype targetBytes = 4'096;
    int headerFields = 64;
    qint64 bodyBytes = 1'048'576;
    qint64 bodyBudgetBytes = 64 * 1'048'576; // bodies being received or handled at once, per HTTP thread

    // Deadlines, enforced by one sweep timer per thread; each may be late by a quarter of itself, at most 250 ms.
    qint64 headMs = 10'000;
    qint64 bodyMs = 30'000;
    qint64 idleMs = 30'000; // between requests
    qint64 writeMs = 20'000; // without any progress
    qint64 handlerMs = 30'000; // until the answer is there
    qint64 lingerMs = 1'000; // how long a closed connection is still read, so that no RST overtakes our answer

    int pipelined = 16; // requests waiting for their answer on one connection
    qint64 unsentBytes = 4 * 1'048'576; // answers or events that a client has not taken yet
};

} // namespace remirai
