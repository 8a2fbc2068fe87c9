// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/huffman.h"

#include <algorithm>
#include <array>

namespace remirai {

namespace {

constexpr int kMaxSymbols = 288;
constexpr int kMaxLength = 15;

// In: weights in ascending order. Out: their depths in a minimum-redundancy tree. In place.
void weightsToDepths(std::span<qint32> a)
{
    const int n = static_cast<int>(a.size());
    const auto at = [&a](int i) -> qint32 & { return a[static_cast<size_t>(i)]; };
    at(0) += at(1);
    int root = 0;
    int leaf = 2;
    const auto takeSmaller = [&](int next, bool rootReady) {
        if (leaf >= n || (rootReady && at(root) < at(leaf))) {
            const qint32 weight = at(root);
            at(root++) = next;
            return weight;
        }
        return at(leaf++);
    };
    for (int next = 1; next < n - 1; ++next) {
        const qint32 first = takeSmaller(next, true);
        at(next) = first;
        at(next) += takeSmaller(next, root < next);
    }
    at(n - 2) = 0; // parents become depths of inner nodes
    for (int next = n - 3; next >= 0; --next)
        at(next) = at(at(next)) + 1;
    int available = 1;
    int depth = 0;
    root = n - 2;
    for (int next = n - 1; available > 0; ++depth) { // depths of leaves
        int used = 0;
        for (; root >= 0 && at(root) == depth; --root)
            ++used;
        for (; available > used; --available)
            at(next--) = depth;
        available = 2 * used;
    }
}

using LengthCounts = std::array<int, kMaxLength + 1>;

// Moves leaves that are too deep up to the limit and makes room for them where it costs least.
void enforceLimit(LengthCounts &counts, int limit)
{
    int total = 0;
    for (int length = 1; length <= limit; ++length)
        total += counts[static_cast<size_t>(length)] << (limit - length);
    for (; total > 1 << limit; --total) {
        --counts[static_cast<size_t>(limit)];
        int shorter = limit - 1;
        while (counts[static_cast<size_t>(shorter)] == 0)
            --shorter;
        --counts[static_cast<size_t>(shorter)];
        counts[static_cast<size_t>(shorter) + 1] += 2;
    }
}

} // namespace

void huffmanLengths(std::span<const quint32> counts, int limit, std::span<quint8> lengths)
{
    std::array<quint32, kMaxSymbols> sorted; // count and symbol in one key
    size_t used = 0;
    for (size_t symbol = 0; symbol < counts.size(); ++symbol) {
        lengths[symbol] = 0;
        if (counts[symbol] > 0)
            sorted[used++] = counts[symbol] << 9 | static_cast<quint32>(symbol);
    }
    if (used == 1)
        lengths[sorted[0] & 511] = 1;
    if (used < 2)
        return;
    std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(used));
    std::array<qint32, kMaxSymbols> weights{};
    for (size_t i = 0; i < used; ++i)
        weights[i] = static_cast<qint32>(sorted[i] >> 9);
    weightsToDepths({weights.data(), used});
    LengthCounts perLength{};
    for (size_t i = 0; i < used; ++i)
        ++perLength[static_cast<size_t>(std::min(weights[i], limit))];
    enforceLimit(perLength, limit);
    size_t next = used;
    for (size_t length = 1; length <= static_cast<size_t>(limit); ++length) {
        for (int i = 0; i < perLength[length]; ++i)
            lengths[sorted[--next] & 511] = static_cast<quint8>(length);
    }
}

void huffmanCodes(std::span<const quint8> lengths, std::span<quint16> codes)
{
    LengthCounts perLength{};
    for (const quint8 length : lengths)
        ++perLength[length];
    perLength[0] = 0;
    std::array<int, kMaxLength + 1> nextCode{};
    for (size_t length = 1; length <= kMaxLength; ++length)
        nextCode[length] = (nextCode[length - 1] + perLength[length - 1]) << 1;
    for (size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        const quint8 length = lengths[symbol];
        int code = length > 0 ? nextCode[length]++ : 0;
        quint16 reversed = 0;
        for (int bit = 0; bit < length; ++bit, code >>= 1)
            reversed = static_cast<quint16>(reversed << 1 | (code & 1));
        codes[symbol] = reversed;
    }
}

} // namespace remirai
