// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/sseparser.h"

namespace remirai::ui {

std::vector<StreamEvent> SseParser::feed(const QByteArray &bytes)
{
    std::vector<StreamEvent> events;
    m_rest += bytes;
    qsizetype from = 0;
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', from)) {
        QByteArray line = m_rest.sliced(from, end - from);
        if (line.endsWith('\r'))
            line.chop(1);
        takeLine(std::move(line), events);
        from = end + 1;
    }
    m_rest.remove(0, from);
    if (m_rest.size() > kMaxLine) {
        m_rest.clear();
        m_overlong = true;
    }
    return events;
}

void SseParser::reset()
{
    *this = SseParser();
}

void SseParser::takeLine(QByteArray line, std::vector<StreamEvent> &events)
{
    if (line.isEmpty()) {
        if (m_hasData && !m_overlong)
            events.push_back(m_event);
        m_event = {};
        m_hasData = false;
        m_overlong = false;
        return;
    }
    const qsizetype colon = line.indexOf(':');
    const QByteArray name = colon < 0 ? line : line.first(colon);
    QByteArray value = colon < 0 ? QByteArray() : line.sliced(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (name == "data") {
        if (m_hasData)
            m_event.data += '\n';
        m_event.data += value;
        m_hasData = true;
    } else if (name == "id") {
        m_event.id = value;
    } else if (name == "event") {
        m_event.type = value;
    } // "retry" is advice to browsers, and a line that begins with a colon a comment
}

} // namespace remirai::ui
