// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace remirai::sim {

// A FIFO of values in one block that doubles when full: constant delays and arrival order are monotone, so they need no
// heap.
template <typename T> class Ring
{
public:
    bool empty() const { return m_size == 0; }
    size_t size() const { return m_size; }
    T &front() { return m_items[m_head]; }
    const T &front() const { return m_items[m_head]; }
    T &at(size_t i) { return m_items[(m_head + i) & (m_items.size() - 1)]; }
    const T &at(size_t i) const { return m_items[(m_head + i) & (m_items.size() - 1)]; }
    T &back() { return at(m_size - 1); }

    void push(const T &item)
    {
        if (m_size == m_items.size())
            grow();
        m_items[(m_head + m_size) & (m_items.size() - 1)] = item;
        ++m_size;
    }
    void pop()
    {
        m_head = (m_head + 1) & (m_items.size() - 1);
        --m_size;
    }
    void popBack() { --m_size; }

private:
    void grow()
    {
        std::vector<T> larger(m_items.empty() ? 64 : m_items.size() * 2);
        for (size_t i = 0; i < m_size; ++i)
            larger[i] = at(i);
        m_items.swap(larger);
        m_head = 0;
    }

    std::vector<T> m_items;
    size_t m_head = 0;
    size_t m_size = 0;
};

} // namespace remirai::sim
