// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/rundeflate.h"

#include "core/providers/portrait/huffman.h"

#include <QtEndian>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace remirai {

namespace {

constexpr size_t kMaxRun = 258;
constexpr size_t kMinRun = 3;
constexpr size_t kBlockTokens = 3'000; // per set of Huffman codes
constexpr size_t kEndOfBlock = 256;
constexpr size_t kLiterals = 286;

struct LengthCode
{
    quint16 symbol = 0;
    quint8 extraBits = 0;
    quint8 extra = 0;
};

// RFC 1951, 3.2.5, by length.
constexpr std::array<LengthCode, kMaxRun + 1> kLengthCodes = [] {
    std::array<LengthCode, kMaxRun + 1> table{};
    size_t length = kMinRun;
    for (quint16 symbol = 257; symbol < 285; ++symbol) {
        const quint8 bits = static_cast<quint8>(symbol < 265 ? 0 : (symbol - 261) / 4);
        for (size_t extra = 0; extra < size_t{1} << bits && length < kMaxRun; ++extra)
            table[length++] = {symbol, bits, static_cast<quint8>(extra)};
    }
    table[kMaxRun] = {285, 0, 0};
    return table;
}();

class BitWriter
{
public:
    // Before any put(): room for so many more bits.
    void makeRoom(size_t bits) { m_bytes.resize(m_size + bits / 8 + 16); }

    void put(quint32 bits, int count) // at most 32
    {
        m_pending |= static_cast<quint64>(bits) << m_count;
        m_count += count;
        if (m_count >= 32) {
            const quint32 word = qToLittleEndian(static_cast<quint32>(m_pending));
            std::memcpy(m_bytes.data() + m_size, &word, 4);
            m_size += 4;
            m_pending >>= 32;
            m_count -= 32;
        }
    }
    QByteArray finish(quint32 checksum)
    {
        makeRoom(64);
        for (; m_count > 0; m_count -= 8, m_pending >>= 8)
            m_bytes[m_size++] = static_cast<char>(m_pending);
        const quint32 bigEndian = qToBigEndian(checksum);
        std::memcpy(m_bytes.data() + m_size, &bigEndian, 4);
        return QByteArray(m_bytes.data(), static_cast<qsizetype>(m_size + 4));
    }

private:
    std::vector<char> m_bytes;
    size_t m_size = 0;
    quint64 m_pending = 0;
    int m_count = 0;
};

// Adler-32 (RFC 1950) that takes a run in one step.
class Checksum
{
public:
    void addRun(quint64 byte, quint64 count)
    {
        m_b += count * m_a + byte * (count * (count + 1) / 2);
        m_a += count * byte;
        if (++m_steps % 32 == 0)
            reduce();
    }
    quint32 value()
    {
        reduce();
        return static_cast<quint32>(m_b << 16 | m_a);
    }

private:
    void reduce()
    {
        m_a %= 65'521;
        m_b %= 65'521;
    }
    quint64 m_a = 1;
    quint64 m_b = 0;
    unsigned m_steps = 0;
};

// How many bytes from `at` on equal bytes[at].
size_t runLength(std::span<const quint8> bytes, size_t at)
{
    const quint64 pattern = bytes[at] * 0x0101010101010101ULL;
    size_t end = at + 1;
    for (; end + 8 <= bytes.size(); end += 8) {
        quint64 word;
        std::memcpy(&word, bytes.data() + end, 8);
        if (const quint64 difference = qFromLittleEndian(word) ^ pattern)
            return end + static_cast<size_t>(std::countr_zero(difference)) / 8 - at;
    }
    while (end < bytes.size() && bytes[end] == bytes[at])
        ++end;
    return end - at;
}

using Tokens = std::vector<quint16>; // a byte, or 256 + the length of a repetition

void appendRun(Tokens &tokens, quint8 byte, size_t count)
{
    tokens.push_back(byte);
    for (--count; count >= kMinRun;) {
        // A rest of one or two bytes would cost as many literals.
        const size_t part = count > kMaxRun && count < kMaxRun + kMinRun ? count - kMinRun : std::min(count, kMaxRun);
        tokens.push_back(static_cast<quint16>(256 + part));
        count -= part;
    }
    for (; count > 0; --count)
        tokens.push_back(byte);
}

// The code lengths of both alphabets, themselves Huffman-coded (RFC 1951, 3.2.7), zeros in runs.
void putCodeLengths(BitWriter &out, std::span<const quint8> lengths)
{
    constexpr std::array<quint8, 19> kOrder{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    struct Item
    {
        quint8 symbol;
        quint8 extraBits;
        quint8 extra;
    };
    std::vector<Item> items;
    for (size_t i = 0; i < lengths.size();) {
        size_t run = 1;
        while (i + run < lengths.size() && lengths[i + run] == lengths[i] && run < 138)
            ++run;
        if (lengths[i] == 0 && run >= 11)
            items.push_back({18, 7, static_cast<quint8>(run - 11)});
        else if (lengths[i] == 0 && run >= 3)
            items.push_back({17, 3, static_cast<quint8>(run - 3)});
        else {
            run = 1;
            items.push_back({lengths[i], 0, 0});
        }
        i += run;
    }
    std::array<quint32, 19> counts{};
    for (const Item &item : items)
        ++counts[item.symbol];
    std::array<quint8, 19> codeLengths{};
    std::array<quint16, 19> codes{};
    huffmanLengths(counts, 7, codeLengths);
    huffmanCodes(codeLengths, codes);
    out.put(19 - 4, 4);
    for (const quint8 symbol : kOrder)
        out.put(codeLengths[symbol], 3);
    for (const Item &item : items) {
        out.put(codes[item.symbol], codeLengths[item.symbol]);
        out.put(item.extra, item.extraBits);
    }
}

void putBlock(BitWriter &out, std::span<const quint16> tokens, bool last)
{
    constexpr size_t kMaxTokenBits = 15 + 5 + 1; // a code, its extra bits, the distance
    constexpr size_t kMaxHeaderBits = 14 + 19 * 3 + (kLiterals + 1) * 14;
    out.makeRoom(kMaxHeaderBits + (tokens.size() + 1) * kMaxTokenBits);
    std::array<quint32, kLiterals> counts{};
    for (const quint16 token : tokens)
        ++counts[token < 256 ? token : kLengthCodes[token - 256U].symbol];
    counts[kEndOfBlock] = 1;
    std::array<quint8, kLiterals + 1> lengths{};
    std::array<quint16, kLiterals> codes{};
    huffmanLengths(counts, 15, std::span(lengths).first(kLiterals));
    huffmanCodes(std::span(lengths).first(kLiterals), codes);
    lengths[kLiterals] = 1; // the one distance: the byte before, code "0"
    out.put(last ? 1 : 0, 1);
    out.put(2, 2); // dynamic codes
    out.put(kLiterals - 257, 5);
    out.put(0, 5); // one distance code
    putCodeLengths(out, lengths);
    for (const quint16 token : tokens) {
        if (token < 256) {
            out.put(codes[token], lengths[token]);
            continue;
        }
        const LengthCode &length = kLengthCodes[token - 256U];
        const int bits = lengths[length.symbol];
        out.put(codes[length.symbol] | static_cast<quint32>(length.extra) << bits, bits + length.extraBits + 1);
    }
    out.put(codes[kEndOfBlock], lengths[kEndOfBlock]);
}

} // namespace

QByteArray runDeflated(std::span<const quint8> bytes)
{
    BitWriter out;
    out.makeRoom(16);
    out.put(0x0178, 16); // deflate, 32 KiB window, fastest level
    Checksum checksum;
    Tokens tokens;
    tokens.reserve(kBlockTokens * 2);
    for (size_t at = 0; at < bytes.size();) {
        const size_t run = runLength(bytes, at);
        checksum.addRun(bytes[at], run);
        appendRun(tokens, bytes[at], run);
        at += run;
        if (tokens.size() >= kBlockTokens) {
            putBlock(out, tokens, false);
            tokens.clear();
        }
    }
    putBlock(out, tokens, true);
    return out.finish(checksum.value());
}

} // namespace remirai
