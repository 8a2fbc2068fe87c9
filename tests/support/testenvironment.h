// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"

#include <atomic>

namespace remirai {

// Time that stands still until the test moves it, and randomness that repeats. Every member may be called from any
// thread; with several threads drawing, the set of random values is the same in each run, their order is not.
class TestEnvironment final : public Environment
{
public:
    // 2026-03-01T12:00:00Z, and a steady clock that starts elsewhere so that the two are never mistaken for each other.
    static constexpr qint64 kStartMs = 1'772'366'400'000;
    static constexpr qint64 kSteadyStartMs = 1'000'000;

    // The seed is REMIRAI_TEST_SEED (decimal or 0x…) or a fixed one, printed so that a failure can be repeated.
    TestEnvironment();
    explicit TestEnvironment(quint64 seed);

    qint64 nowMs() override;
    qint64 steadyMs() override;
    quint64 random64() override;

    // Moves both clocks on.
    void advanceMs(qint64 ms);
    // Moves the wall clock alone, forward or back, as an administrator or NTP does.
    void setNowMs(qint64 ms);
    quint64 seed() const { return m_seed; }

private:
    const quint64 m_seed;
    std::atomic<qint64> m_nowMs = kStartMs;
    std::atomic<qint64> m_steadyMs = kSteadyStartMs;
    std::atomic<quint64> m_drawn = 0;
};

// REMIRAI_TEST_SEED, or the fixed default.
quint64 testSeed();

} // namespace remirai
