// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"
#include "tests/support/testenvironment.h"

#include <QTest>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace remirai {

// Replies that handlers leave for the test to answer, from its own thread. Thread-safe.
class ReplyShelf
{
public:
    void put(Reply &&reply)
    {
        const std::lock_guard lock(m_mutex);
        m_replies.push_back(std::move(reply));
        m_changed.notify_all();
    }

    // Waits until that many replies lie here, and takes them all; fewer after five seconds.
    std::vector<Reply> take(size_t count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::seconds(5), [&] { return m_replies.size() >= count; });
        return std::exchange(m_replies, {});
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Reply> m_replies;
};

// A server on a free port with deadlines short enough to wait for, and what it reported as finished.
struct HttpFixture
{
    explicit HttpFixture(InstallRoutes routes, HttpOptions options = fastOptions())
        : server(options, environment, [this, routes = std::move(routes)](Router &router, int index) {
            router.setFinishedHook([this](const FinishedRequest &request) {
                const std::lock_guard lock(mutex);
                finished.push_back(request);
            });
            routes(router, index);
        })
    {
        const auto started = server.start();
        port = started ? *started : quint16(0);
    }

    static HttpOptions fastOptions()
    {
        HttpOptions options;
        options.limits.headMs = 200;
        options.limits.bodyMs = 200;
        options.limits.idleMs = 3'000;
        options.limits.lingerMs = 200;
        return options;
    }

    std::vector<FinishedRequest> finishedRequests()
    {
        const std::lock_guard lock(mutex);
        return finished;
    }

    size_t finishedWith(int status)
    {
        size_t count = 0;
        for (const FinishedRequest &request : finishedRequests())
            count += request.status == status;
        return count;
    }

    const HttpCounters &counters() const { return server.counters(); }

    TestEnvironment environment{1};
    std::mutex mutex;
    std::vector<FinishedRequest> finished;
    HttpServer server;
    quint16 port = 0;
};

} // namespace remirai
