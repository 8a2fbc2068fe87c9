// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <array>
#include <string_view>

namespace remirai::sim {

__extension__ using UWide = unsigned __int128;
__extension__ using Wide = __int128;

// Counter-based random numbers: Philox4x64 with 10 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as
// easy as 1, 2, 3", SC'11). A draw is a pure function of (key, counter), so job 17 has the same service time in every
// variant, on every thread and whatever happened before it.
using PhiloxBlock = std::array<quint64, 4>;

constexpr PhiloxBlock philox(PhiloxBlock counter, quint64 key0, quint64 key1)
{
    for (int round = 0; round < 10; ++round) {
        const UWide a = UWide(0xD2E7470EE14C6C93ULL) * counter[0];
        const UWide b = UWide(0xCA5A826395121157ULL) * counter[2];
        counter = {static_cast<quint64>(b >> 64) ^ counter[1] ^ key0, static_cast<quint64>(b),
                   static_cast<quint64>(a >> 64) ^ counter[3] ^ key1, static_cast<quint64>(a)};
        key0 += 0x9E3779B97F4A7C15ULL;
        key1 += 0xBB67AE8584CAA73BULL;
    }
    return counter;
}

// FNV-1a: names a stream by its text, never by the order in which streams were made.
constexpr quint64 streamId(std::string_view name)
{
    quint64 hash = 0xcbf29ce484222325ULL;
    for (const char c : name)
        hash = (hash ^ static_cast<quint8>(c)) * 0x100000001b3ULL;
    return hash;
}

// Uniform in the open interval (0, 1), 53 bits.
constexpr double unit(quint64 word)
{
    return (static_cast<double>(word >> 11) + 0.5) * 0x1.0p-53;
}

// One named stream of one replication.
struct Stream
{
    quint64 seed = 0;
    quint64 name = 0;
    quint64 replication = 0;

    constexpr PhiloxBlock block(quint64 index, quint64 sub = 0) const
    {
        return philox({index, sub, replication, 0}, seed, name);
    }
};

// The uniforms of one cell (or one other numbered thing), for draws that need a varying number of them.
class Uniforms
{
public:
    constexpr Uniforms(const Stream &stream, quint64 index)
        : m_stream(stream)
        , m_index(index)
    { }
    constexpr double next()
    {
        if (m_used == 4) {
            m_block = m_stream.block(m_index, m_sub++);
            m_used = 0;
        }
        return unit(m_block[m_used++]);
    }

private:
    Stream m_stream;
    quint64 m_index;
    quint64 m_sub = 0;
    PhiloxBlock m_block{};
    size_t m_used = 4;
};

} // namespace remirai::sim
