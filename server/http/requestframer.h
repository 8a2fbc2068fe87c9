// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/chunkdecoder.h"

namespace remirai {

struct FramedRequest
{
    RequestHead head;
    QByteArray body;
};

// Takes one request after the other from a stream of bytes, however they are cut. Pure; owned by one connection.
class RequestFramer
{
public:
    enum class Stage { Idle, Head, Body, Chunks, Complete };

    explicit RequestFramer(const HttpLimits &limits)
        : m_limits(limits)
    { }

    Stage stage() const { return m_stage; }
    // More of the next bytes than these need not be shown to feed().
    qsizetype room() const;

    // Takes fresh bytes, never past the end of the head, nor of this request; returns how many, at least one. Not to be
    // called in Stage::Complete or after a refusal.
    qsizetype feed(QByteArrayView fresh);

    const std::optional<Refusal> &refusal() const { return m_refusal; }
    // Valid from Stage::Body on.
    const RequestHead &head() const { return m_head; }
    // Body bytes that the client has committed us to so far.
    qint64 announcedBodyBytes() const { return m_head.chunked ? m_chunks.announcedBytes() : m_head.contentLength; }

    // The complete request; the framer is idle again.
    FramedRequest take();
    // When no request will be taken any more: frees what has come of this one.
    void dropBody() { m_body = {}; }

private:
    qsizetype headRoom() const { return m_limits.headBytes + 4 - m_raw.size(); }
    qsizetype feedHead(QByteArrayView fresh);
    qsizetype feedBody(QByteArrayView fresh);
    qsizetype dropLeadingLines();
    void headComplete();
    void checkIncomplete();
    void refuse(Refusal refusal) { m_refusal = refusal; }

    const HttpLimits &m_limits;
    Stage m_stage = Stage::Idle;
    QByteArray m_raw; // the head so far
    int m_leadingLines = 0; // empty lines before the request line (RFC 9112, 2.2)
    RequestHead m_head;
    QByteArray m_body; // so far
    ChunkDecoder m_chunks;
    std::optional<Refusal> m_refusal;
};

} // namespace remirai
