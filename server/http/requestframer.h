// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/chunkscanner.h"

namespace remirai {

// Finds where one request begins and ends in a stream of bytes, however they are cut. Pure; owned by one connection.
class RequestFramer
{
public:
    enum class Stage { Idle, Head, Body, Chunks, Complete };

    explicit RequestFramer(const HttpLimits &limits)
        : m_limits(limits)
    { }

    Stage stage() const { return m_stage; }
    // At most this many of the next bytes need to be shown to feed() in Stage::Idle and Stage::Head.
    qsizetype headRoom() const { return m_limits.headBytes + 4 - m_raw.size(); }

    // Takes fresh bytes, never past the end of the head, nor of this request; returns how many. After a refusal nothing
    // more is taken.
    qsizetype feed(QByteArrayView fresh);
    // In Stage::Body only the count matters: the bytes need not be shown.
    void skipBody(qint64 count);

    const std::optional<Refusal> &refusal() const { return m_refusal; }
    // Valid from Stage::Body on.
    const RequestHead &head() const { return m_head; }
    // Body bytes that the client has committed us to so far.
    qint64 announcedBodyBytes() const { return m_head.chunked ? m_chunks.announcedBytes() : m_head.contentLength; }

    // The head of the complete request; the framer is idle again.
    RequestHead take();

    // From Stage::Body on: the shortest head that announces the same body, for a parser that shall find the same end.
    QByteArray canonicalHead() const;

private:
    qsizetype feedHead(QByteArrayView fresh);
    qsizetype dropLeadingLines();
    void headComplete();
    void checkIncomplete();
    void refuse(Refusal refusal) { m_refusal = refusal; }

    const HttpLimits &m_limits;
    Stage m_stage = Stage::Idle;
    QByteArray m_raw; // the head so far
    int m_leadingLines = 0; // empty lines before the request line (RFC 9112, 2.2)
    qint64 m_bodyLeft = 0;
    ChunkScanner m_chunks;
    RequestHead m_head;
    std::optional<Refusal> m_refusal;
};

} // namespace remirai
