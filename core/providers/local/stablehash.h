// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringView>

namespace remirai {

// Hashes that never change between runs, machines and versions of Qt (qHash does): what the local models write and
// paint is a function of their input alone.

// FNV-1a, 64 bits, over UTF-16 code units. https://www.rfc-editor.org/rfc/rfc9923
inline constexpr quint64 kHashStart = 0xcbf29ce484222325ULL;
inline quint64 stableHash(QStringView text, quint64 state = kHashStart)
{
    for (const QChar c : text)
        state = (state ^ c.unicode()) * 0x100000001b3ULL;
    return (state ^ 0xffffU) * 0x100000001b3ULL; // ends the text: "ab","c" differs from "a","bc"
}

// The finisher of SplitMix64: every bit of the input reaches every bit of the output.
constexpr quint64 mixBits(quint64 bits)
{
    bits += 0x9e3779b97f4a7c15ULL;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    return bits ^ (bits >> 31);
}

// An independent choice in [0, count) for each `slot` of one seed.
constexpr size_t choose(quint64 seed, quint64 slot, size_t count)
{
    return static_cast<size_t>(mixBits(seed ^ mixBits(slot)) % count);
}

} // namespace remirai
