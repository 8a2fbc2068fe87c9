// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <span>

namespace remirai {

// Code lengths in bits, at most `limit`, for symbols that occur `counts` times; 0 for those that never do. A lone
// symbol has length 1. Minimum redundancy unless the limit forbids it (Moffat and Katajainen 1995, then a Kraft
// correction).
void huffmanLengths(std::span<const quint32> counts, int limit, std::span<quint8> lengths);

// Canonical codes of RFC 1951, 3.2.2, bits reversed, as deflate writes the first bit lowest.
void huffmanCodes(std::span<const quint8> lengths, std::span<quint16> codes);

} // namespace remirai
