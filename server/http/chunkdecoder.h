// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/requesthead.h"

#include <optional>

namespace remirai {

// Takes a chunked body (RFC 9112, 7.1) apart. Trailers are refused: nobody here reads them, and proxies differ on them.
// Pure; any thread.
class ChunkDecoder
{
public:
    // Takes bytes up to the end of the body and appends what they carry to `body`; returns how many it took. Stops for
    // good at a violation, see refusal().
    qsizetype feed(QByteArrayView bytes, qint64 maxBodyBytes, QByteArray &body);

    bool atEnd() const { return m_state == State::End; }
    qint64 announcedBytes() const { return m_announced; } // sum of the chunk sizes so far
    const std::optional<Refusal> &refusal() const { return m_refusal; }

private:
    enum class State { Size, Extension, SizeLf, Data, DataCr, DataLf, LastCr, LastLf, End };

    void takeSize(char c);
    void takeExtension(char c);
    void endOfSizeLine(char c, qint64 maxBodyBytes);
    void expect(char c, char wanted, State next);
    void refuse(int status, const char *detail) { m_refusal = Refusal{status, detail}; }

    State m_state = State::Size;
    qint64 m_chunk = 0; // bytes of this chunk still to come
    qint64 m_announced = 0;
    int m_digits = 0;
    int m_extension = 0;
    std::optional<Refusal> m_refusal;
};

} // namespace remirai
