// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requestframer.h"

#include <algorithm>
#include <cstring>

namespace remirai {

namespace {

constexpr int kMaxLeadingLines = 2;
constexpr qsizetype kBodyBite = 64 * 1'024;

// There are parsers that end a line at LF alone: for a proxy of that kind the head would end earlier than for us.
bool hasBareLineFeed(QByteArrayView text, qsizetype from)
{
    for (qsizetype i = text.indexOf('\n', from); i >= 0; i = text.indexOf('\n', i + 1)) {
        if (i == 0 || text[i - 1] != '\r')
            return true;
    }
    return false;
}

} // namespace

qsizetype RequestFramer::room() const
{
    switch (m_stage) {
    case Stage::Idle:
    case Stage::Head:
        return headRoom();
    case Stage::Body:
        return std::min<qint64>(m_head.contentLength - m_body.size(), kBodyBite);
    case Stage::Chunks:
        return kBodyBite;
    case Stage::Complete:
        break;
    }
    return 0;
}

qsizetype RequestFramer::feed(QByteArrayView fresh)
{
    if (m_stage == Stage::Idle && !fresh.isEmpty())
        m_stage = Stage::Head;
    return m_stage == Stage::Head ? feedHead(fresh) : feedBody(fresh);
}

qsizetype RequestFramer::feedBody(QByteArrayView fresh)
{
    if (m_stage == Stage::Chunks) {
        const qsizetype used = m_chunks.feed(fresh, m_limits.bodyBytes, m_body);
        m_refusal = m_chunks.refusal();
        if (m_chunks.atEnd())
            m_stage = Stage::Complete;
        return used;
    }
    const QByteArrayView part = fresh.first(std::min<qint64>(m_head.contentLength - m_body.size(), fresh.size()));
    m_body.reserve(m_head.contentLength);
    m_body.append(part);
    if (m_body.size() == m_head.contentLength)
        m_stage = Stage::Complete;
    return part.size();
}

qsizetype RequestFramer::feedHead(QByteArrayView fresh)
{
    const QByteArrayView part = fresh.first(std::min(fresh.size(), headRoom()));
    const qsizetype seen = m_raw.size();
    m_raw.append(part.data(), part.size());
    const qsizetype before = seen - dropLeadingLines(); // where the fresh bytes begin; negative when some are dropped
    const qsizetype from = std::max<qsizetype>(0, before);

    const qsizetype end = m_raw.indexOf("\r\n\r\n", std::max<qsizetype>(0, before - 3));
    const QByteArrayView upToEnd = end < 0 ? QByteArrayView(m_raw) : QByteArrayView(m_raw).first(end + 4);
    if (hasBareLineFeed(upToEnd, from)) {
        refuse({400, "A line does not end with CRLF."});
        return part.size();
    }
    if (end < 0) {
        checkIncomplete();
        return part.size();
    }
    m_raw.truncate(end + 4);
    headComplete();
    return end + 4 - before;
}

qsizetype RequestFramer::dropLeadingLines()
{
    qsizetype dropped = 0;
    while (m_leadingLines < kMaxLeadingLines && m_raw.startsWith("\r\n")) {
        m_raw.remove(0, 2);
        dropped += 2;
        ++m_leadingLines;
    }
    return dropped;
}

// Refuses what cannot become a valid head, as early as that is known.
void RequestFramer::checkIncomplete()
{
    if (m_raw.isEmpty())
        m_stage = Stage::Idle; // only empty lines so far
    else if (!isToken(QByteArrayView(m_raw).first(1)) && (m_raw != "\r" || m_leadingLines == kMaxLeadingLines))
        refuse({400, "The request does not begin with a method."});
    else if (!m_raw.contains('\n') && m_raw.size() > m_limits.targetBytes + 32)
        refuse({414, "The request target is longer than this server takes."});
    else if (m_raw.size() >= m_limits.headBytes)
        refuse({431, "The request head is larger than this server takes."});
}

void RequestFramer::headComplete()
{
    if (m_raw.size() > m_limits.headBytes)
        return refuse({431, "The request head is larger than this server takes."});
    m_leadingLines = 0;
    auto parsed = parseRequestHead(std::exchange(m_raw, {}), m_limits);
    if (const auto *refusal = std::get_if<Refusal>(&parsed))
        return refuse(*refusal);
    m_head = std::get<RequestHead>(std::move(parsed));
    m_chunks = ChunkDecoder();
    if (m_head.chunked)
        m_stage = Stage::Chunks;
    else
        m_stage = m_head.contentLength > 0 ? Stage::Body : Stage::Complete;
}

FramedRequest RequestFramer::take()
{
    m_stage = Stage::Idle;
    return {std::exchange(m_head, {}), std::exchange(m_body, {})};
}

} // namespace remirai
