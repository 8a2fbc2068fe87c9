// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/answer.h"
#include "server/http/connectioncensus.h"
#include "server/http/cors.h"
#include "server/http/counters.h"
#include "server/http/exchange.h"
#include "server/http/requestids.h"

#include <chrono>
#include <unordered_map>

namespace remirai {

class Environment;
class GuardSocket;

// What the connections of one HTTP thread share. Belongs to that thread; the references are to parts of the server that
// are safe from any.
struct LoopState
{
    const HttpLimits &limits;
    const Cors &cors;
    ConnectionCensus &census;
    HttpCounters &counters;
    Environment &environment;
    RequestIds requestIds;
    FinishedHook finished;

    std::unordered_map<quint64, GuardSocket *> connections = {};
    quint64 lastConnection = 0;
    qint64 reservedBodyBytes = 0;
    bool stopping = false;
    qint64 dateSecond = -1;
    QByteArray date = {};

    // Deadlines of sockets and durations are facts about the network, so they run on the machine's clock even where a
    // test moves the Environment's.
    static qint64 steadyUs()
    {
        using namespace std::chrono;
        return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
    }
    static qint64 steadyMs() { return steadyUs() / 1'000; }

    QByteArrayView dateNow();
    void finish(Exchange &exchange, int status);
};

} // namespace remirai
