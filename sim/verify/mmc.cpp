// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/verify/mmc.h"

#include "sim/engine/eventheap.h"
#include "sim/engine/philox.h"
#include "sim/engine/reals.h"
#include "sim/engine/ring.h"

namespace remirai::sim {

namespace {

// Gaps and services of two customers a block, one block ahead of need: the processor works on them beside the heap.
class Draws
{
public:
    Draws(quint64 seed, quint64 replication)
        : m_stream{seed, streamId("mmc"), replication}
    {
        refill();
        refill();
    }

    double gap()
    {
        if (m_used == 2)
            refill();
        return m_now[2 * m_used];
    }
    double service() { return m_now[2 * m_used++ + 1]; }

private:
    void refill()
    {
        m_now = m_next;
        m_used = 0;
        const PhiloxBlock block = m_stream.block(m_index++);
        for (size_t i = 0; i < 4; ++i)
            m_next[i] = -1e9 * logOf(unit(block[i]));
    }

    Stream m_stream;
    quint64 m_index = 0;
    size_t m_used = 0;
    std::array<double, 4> m_now{};
    std::array<double, 4> m_next{};
};

} // namespace

MmcResult runMmc(double perSecond, int slotCount, qint64 customers, qint64 warmup, quint64 seed, quint64 replication)
{
    struct Waiting
    {
        qint64 at = 0;
        qint64 service = 0;
    };
    MmcResult result;
    Draws draws(seed, replication);
    EventHeap departures;
    departures.reserve(static_cast<size_t>(slotCount) + 1);
    Ring<Waiting> waiting;
    const double meanGap = 1 / perSecond;
    quint32 sequence = 0;
    qint64 arrival = static_cast<qint64>(draws.gap() * meanGap);
    Wide waits = 0;
    const qint64 last = customers + warmup;
    for (qint64 begun = 0; begun < last; ++result.events) {
        if (departures.topTime() <= arrival) {
            const qint64 now = departures.topTime();
            if (waiting.empty()) {
                departures.popTop();
                continue;
            }
            const Waiting next = waiting.front();
            waiting.pop();
            departures.replaceTop({now + next.service, sequence++, 0});
            waits += begun >= warmup ? now - next.at : 0;
            ++begun;
            continue;
        }
        const auto service = static_cast<qint64>(draws.service());
        if (departures.size() < static_cast<size_t>(slotCount)) {
            departures.push({arrival + service, sequence++, 0});
            ++begun;
        } else {
            waiting.push({arrival, service});
        }
        arrival += static_cast<qint64>(draws.gap() * meanGap);
    }
    result.customers = customers;
    result.meanWaitSeconds = static_cast<double>(waits) * 1e-9 / static_cast<double>(customers);
    return result;
}

} // namespace remirai::sim
