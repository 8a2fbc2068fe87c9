// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <atomic>

namespace remirai {

// What an HTTP server has done since it started, over all its threads. Written with relaxed order: for metrics only.
struct HttpCounters
{
    std::atomic<quint64> connectionsAccepted{0};
    std::atomic<quint64> connectionsRefused{0}; // a cap was reached
    std::atomic<quint64> requestsAnswered{0};
    std::atomic<quint64> requestsRefused{0}; // by the guard, before any handler
    std::atomic<quint64> requestsTimedOut{0}; // head, body, handler
    std::atomic<quint64> answersDropped{0}; // the client left before its answer came
    std::atomic<quint64> clientsCut{0}; // took no bytes, or left too many untaken
    std::atomic<quint64> handlersThrown{0};

    std::atomic<qint64> connectionsOpen{0};
    std::atomic<qint64> requestsInFlight{0};
    std::atomic<qint64> streamsOpen{0};

    template <typename Number> static void add(std::atomic<Number> &counter, Number by = 1)
    {
        counter.fetch_add(by, std::memory_order_relaxed);
    }
};

} // namespace remirai
