// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testenvironment.h"

#include <cstdio>

namespace remirai {

namespace {

constexpr quint64 kDefaultSeed = 0x5eed0f0e110a1dULL;

// SplitMix64 (Steele, Lea, Flood 2014) as a function of the position, so that drawing needs one atomic addition only.
quint64 splitMix64(quint64 seed, quint64 position)
{
    quint64 z = seed + (position + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

quint64 testSeed()
{
    bool ok = false;
    const quint64 seed = qgetenv("REMIRAI_TEST_SEED").toULongLong(&ok, 0);
    return ok ? seed : kDefaultSeed;
}

TestEnvironment::TestEnvironment()
    : TestEnvironment(testSeed())
{
    std::fprintf(stderr, "REMIRAI_TEST_SEED=%llu\n", static_cast<unsigned long long>(m_seed));
}

TestEnvironment::TestEnvironment(quint64 seed)
    : m_seed(seed)
{ }

qint64 TestEnvironment::nowMs()
{
    return m_nowMs;
}

qint64 TestEnvironment::steadyMs()
{
    return m_steadyMs;
}

quint64 TestEnvironment::random64()
{
    return splitMix64(m_seed, m_drawn.fetch_add(1));
}

void TestEnvironment::advanceMs(qint64 ms)
{
    m_nowMs += ms;
    m_steadyMs += ms;
}

void TestEnvironment::setNowMs(qint64 ms)
{
    m_nowMs = ms;
}

} // namespace remirai
