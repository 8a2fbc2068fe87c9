// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/eventstore.h"
#include "server/http/reply.h"

#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

namespace remirai {

// The event log as server-sent events, for the clients of one HTTP thread: while somebody listens, one read every
// kPollMs serves them all. Belongs to that thread.
class LiveFeed
{
public:
    static constexpr int kPollMs = 500;
    static constexpr int kBusyPollMs = 100; // while a look finds more than it takes
    static constexpr int kRetryMs = 2'000; // until a browser that was cut off comes back
    static constexpr int kBatch = 500;
    static constexpr int kQuietPolls = 30; // polls without an event until a comment keeps proxies from hanging up

    using ReadEvents = std::function<Result<std::vector<StoredEvent>>(qint64 after, int limit)>;
    explicit LiveFeed(ReadEvents readEvents);

    // Answers with a stream of the events after `after`.
    void open(Reply &&reply, qint64 after);

private:
    struct Listener
    {
        LiveStream stream;
        qint64 after = 0;
        int quiet = 0;
    };
    void poll();
    // False when the client is gone.
    bool feed(Listener &listener, const std::vector<StoredEvent> &events);
    void forget(quint64 streamId);

    const ReadEvents m_readEvents;
    std::vector<Listener> m_listeners;
    // Made with the first listener: a QTimer wants its thread's event dispatcher.
    std::unique_ptr<QTimer> m_timer;
};

} // namespace remirai
