// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace remirai {

// An eventfd: what another thread rings so that a zmq_poll returns. ZeroMQ sockets belong to one thread, a descriptor
// does not.
class Bell
{
public:
    Bell();
    ~Bell();
    Bell(const Bell &) = delete;
    Bell &operator=(const Bell &) = delete;

    void ring() const; // any thread
    void silence() const; // the owner, before it looks at what rang
    int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

// Values handed to a thread that polls. post() from any thread, takeAll() in the owner's.
template <typename T> class Mailbox
{
public:
    void post(T value)
    {
        {
            const std::lock_guard guard(m_mutex);
            m_values.push_back(std::move(value));
        }
        m_bell.ring();
    }

    std::vector<T> takeAll()
    {
        m_bell.silence();
        std::vector<T> values;
        const std::lock_guard guard(m_mutex);
        values.swap(m_values);
        return values;
    }

    void ring() const { m_bell.ring(); }
    int descriptor() const { return m_bell.descriptor(); }

private:
    Bell m_bell;
    std::mutex m_mutex;
    std::vector<T> m_values;
};

} // namespace remirai
