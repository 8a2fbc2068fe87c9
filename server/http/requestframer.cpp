// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requestframer.h"

#include <algorithm>
#include <cstring>

namespace remirai {

namespace {

constexpr int kMaxLeadingLines = 2;

// Qt's parser ends a line at LF alone, so a head with one would end earlier for Qt than for us.
bool hasBareLineFeed(QByteArrayView text, qsizetype from)
{
    for (qsizetype i = text.indexOf('\n', from); i >= 0; i = text.indexOf('\n', i + 1)) {
        if (i == 0 || text[i - 1] != '\r')
            return true;
    }
    return false;
}

} // namespace

qsizetype RequestFramer::feed(QByteArrayView fresh)
{
    qsizetype used = 0;
    if (m_stage == Stage::Idle && !fresh.isEmpty())
        m_stage = Stage::Head;
    if (m_stage == Stage::Head)
        return feedHead(fresh);
    if (m_stage == Stage::Body) {
        used = std::min<qint64>(m_bodyLeft, fresh.size());
        skipBody(used);
    } else if (m_stage == Stage::Chunks && !m_refusal) {
        used = m_chunks.feed(fresh, m_limits.bodyBytes);
        m_refusal = m_chunks.refusal();
        if (m_chunks.atEnd())
            m_stage = Stage::Complete;
    }
    return used;
}

void RequestFramer::skipBody(qint64 count)
{
    m_bodyLeft -= std::min(count, m_bodyLeft);
    if (m_bodyLeft == 0)
        m_stage = Stage::Complete;
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
    m_bodyLeft = m_head.contentLength;
    m_chunks = ChunkScanner();
    if (m_head.chunked)
        m_stage = Stage::Chunks;
    else
        m_stage = m_bodyLeft > 0 ? Stage::Body : Stage::Complete;
}

QByteArray RequestFramer::canonicalHead() const
{
    // With a host, or Qt would make one up, which costs it a microsecond.
    QByteArray head("POST //h HTTP/1.1\r\n");
    if (m_head.chunked)
        head.append("Transfer-Encoding: chunked\r\n");
    else if (m_head.contentLength > 0)
        head.append("Content-Length: ").append(QByteArray::number(m_head.contentLength)).append("\r\n");
    return head.append("\r\n");
}

RequestHead RequestFramer::take()
{
    m_stage = Stage::Idle;
    return std::exchange(m_head, {});
}

} // namespace remirai
