// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <vector>

namespace remirai::ui {

// One event of a text/event-stream.
struct StreamEvent
{
    QByteArray id;
    QByteArray type; // empty = message
    QByteArray data;

    bool operator==(const StreamEvent &) const = default;
};

// Cuts a stream into events (WHATWG HTML, 9.2.6), whatever the pieces in which its bytes arrive. A line longer than
// kMaxLine is dropped with its event: a server that sends such is not ours.
class SseParser
{
public:
    static constexpr qsizetype kMaxLine = 1 << 20;

    std::vector<StreamEvent> feed(const QByteArray &bytes);
    void reset();

private:
    void takeLine(QByteArray line, std::vector<StreamEvent> &events);

    QByteArray m_rest;
    StreamEvent m_event;
    bool m_hasData = false;
    bool m_overlong = false;
};

} // namespace remirai::ui
