// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QThreadPool>
#include <atomic>
#include <memory>
#include <utility>

namespace remirai {

// Threads for work that blocks, with a bounded queue before them. Any thread may start work.
class BoundedPool
{
public:
    BoundedPool(int running, int waiting)
        : m_capacity(running + waiting)
    {
        m_pool.setMaxThreadCount(running);
    }
    ~BoundedPool() { stop(); }

    // Takes a place; false when all are taken. Every place that was taken must be used by start().
    bool reserve()
    {
        if (m_inside.fetch_add(1) < m_capacity && !m_stopped)
            return true;
        m_inside.fetch_sub(1);
        return false;
    }

    // Runs `work` in the reserved place. QThreadPool takes copyable functions only, and ours own a Reply.
    template <typename Work> void start(Work work)
    {
        m_pool.start([this, shared = std::make_shared<Work>(std::move(work))] {
            (*shared)();
            m_inside.fetch_sub(1);
        });
    }

    // What waits is dropped (a dropped Reply answers 503), what runs is waited for. Idempotent.
    void stop()
    {
        m_stopped = true;
        m_pool.clear();
        m_pool.waitForDone();
    }

private:
    const int m_capacity;
    std::atomic<int> m_inside = 0;
    std::atomic<bool> m_stopped = false;
    QThreadPool m_pool;
};

} // namespace remirai
