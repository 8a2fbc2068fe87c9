// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/chunkdecoder.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr int kMaxSizeDigits = 8;
constexpr int kMaxExtensionBytes = 256;

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char low = char(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

} // namespace

qsizetype ChunkDecoder::feed(QByteArrayView bytes, qint64 maxBodyBytes, QByteArray &body)
{
    qsizetype used = 0;
    while (used < bytes.size() && m_state != State::End && !m_refusal) {
        if (m_state == State::Data) {
            const qint64 part = std::min<qint64>(m_chunk, bytes.size() - used);
            body.append(bytes.sliced(used, part));
            m_chunk -= part;
            used += part;
            if (m_chunk == 0)
                m_state = State::DataCr;
            continue;
        }
        const char c = bytes[used++];
        switch (m_state) {
        case State::Size:
            takeSize(c);
            break;
        case State::Extension:
            takeExtension(c);
            break;
        case State::SizeLf:
            endOfSizeLine(c, maxBodyBytes);
            break;
        case State::DataCr:
            expect(c, '\r', State::DataLf);
            break;
        case State::DataLf:
            expect(c, '\n', State::Size);
            m_digits = m_extension = 0;
            break;
        case State::LastCr:
            expect(c, '\r', State::LastLf);
            break;
        case State::LastLf:
            expect(c, '\n', State::End);
            break;
        case State::Data:
        case State::End:
            break;
        }
    }
    return used;
}

void ChunkDecoder::takeSize(char c)
{
    if (const int digit = hexDigit(c); digit >= 0) {
        if (++m_digits > kMaxSizeDigits)
            return refuse(400, "A chunk size has too many digits.");
        m_chunk = m_chunk * 16 + digit;
    } else if (m_digits == 0) {
        refuse(400, "A chunk does not begin with its size.");
    } else if (c == ';') {
        m_state = State::Extension;
    } else {
        expect(c, '\r', State::SizeLf);
    }
}

void ChunkDecoder::takeExtension(char c)
{
    if (c == '\r')
        m_state = State::SizeLf;
    else if (++m_extension > kMaxExtensionBytes || (quint8(c) < 0x20 && c != '\t'))
        refuse(400, "A chunk extension is malformed.");
}

void ChunkDecoder::endOfSizeLine(char c, qint64 maxBodyBytes)
{
    if (c != '\n')
        return refuse(400, "A chunk is not framed by CRLF.");
    m_announced += m_chunk;
    if (m_announced > maxBodyBytes)
        return refuse(413, "The body is larger than this server takes.");
    m_state = m_chunk > 0 ? State::Data : State::LastCr;
}

void ChunkDecoder::expect(char c, char wanted, State next)
{
    if (c != wanted)
        return refuse(400, next == State::LastLf ? "Trailers are not taken." : "A chunk is not framed by CRLF.");
    m_state = next;
}

} // namespace remirai
