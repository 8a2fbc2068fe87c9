// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/rundeflate.h"

#include "core/providers/portrait/huffman.h"

#include <QtEndian>
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace remirai {

namespace {

constexpr size_t kMaxRun = 258;
constexpr size_t kMinRun = 3;
constexpr size_t kBlockTokens = 4'000; // and some more, per set of Huffman codes
constexpr size_t kMaxBlockRun = kMaxRun * (kBlockTokens / 2); // one that a block is sure to have room for
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

// Where the next bits go. A value, so that a loop can work on a copy of its own: the compiler must assume that bytes
// written may be anybody's members.
struct BitCursor
{
    char *at = nullptr;
    quint64 pending = 0; // fewer than 8 bits between two puts
    int count = 0;

    // At most 32. Eight bytes are written each time and only whole ones counted, so that nothing depends on `bitCount`.
    void put(quint32 bits, int bitCount)
    {
        pending |= static_cast<quint64>(bits) << count;
        count += bitCount;
        const quint64 word = qToLittleEndian(pending);
        std::memcpy(at, &word, sizeof word);
        at += count / 8;
        pending >>= count & ~7;
        count &= 7;
    }
};

class BitWriter
{
public:
    // Before any put(): room for so many more bits.
    void makeRoom(size_t bits)
    {
        const size_t size = written();
        m_bytes.resize(size + bits / 8 + 16);
        m_cursor.at = m_bytes.data() + size;
    }
    void put(quint32 bits, int count) { m_cursor.put(bits, count); }

    BitCursor cursor() const { return m_cursor; }
    void setCursor(BitCursor cursor) { m_cursor = cursor; }

    QByteArray finish(quint32 checksum)
    {
        makeRoom(64);
        put(0, -m_cursor.count & 7); // up to a whole byte
        put(qbswap(checksum), 32); // the one number that stands high byte first
        return QByteArray(m_bytes.data(), static_cast<qsizetype>(written()));
    }

private:
    size_t written() const { return m_bytes.empty() ? 0 : static_cast<size_t>(m_cursor.at - m_bytes.data()); }

    std::vector<char> m_bytes;
    BitCursor m_cursor;
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

// Calls `each(byte, count)` for every run of equal bytes. Eight bytes are looked at in one step: each against the one
// before it.
template <typename Each> void forEachRun(std::span<const quint8> bytes, Each &&each)
{
    if (bytes.empty())
        return;
    size_t start = 0;
    const auto endAt = [&](size_t end) {
        each(bytes[start], end - start);
        start = end;
    };
    size_t at = 1;
    for (; at + 8 <= bytes.size(); at += 8) {
        quint64 word;
        quint64 before;
        std::memcpy(&word, bytes.data() + at, 8);
        std::memcpy(&before, bytes.data() + at - 1, 8);
        for (quint64 changes = qFromLittleEndian(word ^ before); changes != 0;) {
            const size_t byte = static_cast<size_t>(std::countr_zero(changes)) / 8;
            endAt(at + byte);
            changes &= ~(0xFFULL << byte * 8);
        }
    }
    for (; at < bytes.size(); ++at) {
        if (bytes[at] != bytes[start])
            endAt(at);
    }
    endAt(bytes.size());
}

// What deflate writes for a picture: bytes (0 to 255) and repetitions of the byte before (256 + their length).
constexpr size_t kTokenKinds = 256 + kMaxRun + 1;

class Tokens
{
public:
    bool isFull() const { return m_size >= kBlockTokens; }
    void clear()
    {
        m_size = 0;
        m_counts.fill(0);
    }
    std::span<const quint16> all() const { return {m_tokens.data(), m_size}; }
    std::span<const quint32> counts() const { return m_counts; } // by token

    // At most kMaxBlockRun bytes, to a block that is not full.
    void addRun(quint8 byte, size_t count)
    {
        add(byte);
        for (--count; count >= kMinRun;) {
            // A rest of one or two bytes would cost as many literals.
            const size_t part =
                count > kMaxRun && count < kMaxRun + kMinRun ? count - kMinRun : std::min(count, kMaxRun);
            add(256 + part);
            count -= part;
        }
        for (; count > 0; --count)
            add(byte);
    }

private:
    void add(size_t token)
    {
        m_tokens[m_size++] = static_cast<quint16>(token);
        ++m_counts[token];
    }

    std::array<quint16, kBlockTokens * 2> m_tokens;
    std::array<quint32, kTokenKinds> m_counts{};
    size_t m_size = 0;
};

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

void putBlock(BitWriter &out, const Tokens &tokens, bool last)
{
    constexpr size_t kMaxTokenBits = 15 + 5 + 1; // a code, its extra bits, the distance
    constexpr size_t kMaxHeaderBits = 14 + 19 * 3 + (kLiterals + 1) * 14;
    out.makeRoom(kMaxHeaderBits + (tokens.all().size() + 1) * kMaxTokenBits);
    std::array<quint32, kLiterals> counts{};
    std::copy_n(tokens.counts().begin(), 256, counts.begin());
    for (size_t length = kMinRun; length <= kMaxRun; ++length)
        counts[kLengthCodes[length].symbol] += tokens.counts()[256 + length];
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

    struct Bits
    {
        quint32 bits = 0;
        int count = 0;
    };
    std::array<Bits, kTokenKinds> written; // by token: its code, extra bits and distance
    for (size_t byte = 0; byte < 256; ++byte)
        written[byte] = {codes[byte], lengths[byte]};
    for (size_t run = kMinRun; run <= kMaxRun; ++run) {
        const LengthCode &length = kLengthCodes[run];
        const int bits = lengths[length.symbol];
        written[256 + run] = {codes[length.symbol] | static_cast<quint32>(length.extra) << bits,
                              bits + length.extraBits + 1};
    }
    BitCursor cursor = out.cursor();
    for (const quint16 token : tokens.all())
        cursor.put(written[token].bits, written[token].count);
    out.setCursor(cursor);
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
    forEachRun(bytes, [&](quint8 byte, size_t count) {
        checksum.addRun(byte, count);
        while (count > 0) {
            const size_t part = std::min(count, kMaxBlockRun);
            tokens.addRun(byte, part);
            count -= part;
            if (tokens.isFull()) {
                putBlock(out, tokens, false);
                tokens.clear();
            }
        }
    });
    putBlock(out, tokens, true);
    return out.finish(checksum.value());
}

} // namespace remirai
