// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/livefeed.h"

#include "server/api/operatorviews.h"

#include <algorithm>

namespace remirai {

LiveFeed::LiveFeed(ReadEvents readEvents)
    : m_readEvents(std::move(readEvents))
{ }

void LiveFeed::open(Reply &&reply, qint64 after)
{
    // `gone` may come while we write: it finds the listener by the id, which is known only afterwards.
    const auto id = std::make_shared<quint64>(0);
    auto stream = reply.stream(eventStreamHead(kRetryMs), [this, id] { forget(*id); });
    if (!stream)
        return;
    *id = stream->id();
    m_listeners.push_back({*stream, after, 0});
    if (!m_timer) {
        m_timer = std::make_unique<QTimer>();
        QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { poll(); });
    }
    if (!m_timer->isActive())
        m_timer->start(kPollMs);
}

void LiveFeed::poll()
{
    if (m_listeners.empty()) {
        m_timer->stop();
        return;
    }
    const auto slowest = std::min_element(m_listeners.begin(), m_listeners.end(),
                                          [](const Listener &a, const Listener &b) { return a.after < b.after; });
    const auto events = m_readEvents(slowest->after, kBatch);
    if (!events)
        return; // the database is away: the next poll goes on where this one would have
    const bool more = events->size() == static_cast<size_t>(kBatch);
    if (const int pace = more ? kBusyPollMs : kPollMs; m_timer->interval() != pace)
        m_timer->start(pace);
    auto listeners = m_listeners; // a write may end a stream, which changes the list
    for (Listener &listener : listeners) {
        if (!feed(listener, *events))
            forget(listener.stream.id());
    }
    for (Listener &kept : m_listeners) {
        for (const Listener &fed : listeners) {
            if (fed.stream.id() == kept.stream.id())
                kept = fed;
        }
    }
}

bool LiveFeed::feed(Listener &listener, const std::vector<StoredEvent> &events)
{
    QByteArray bytes;
    for (const StoredEvent &event : events) {
        if (event.seq <= listener.after)
            continue;
        bytes += "id: " + QByteArray::number(event.seq) + "\ndata: " + toJson(eventView(event)) + "\n\n";
        listener.after = event.seq;
    }
    listener.quiet = bytes.isEmpty() ? listener.quiet + 1 : 0;
    if (listener.quiet >= kQuietPolls) {
        bytes = ":\n\n";
        listener.quiet = 0;
    }
    return bytes.isEmpty() || listener.stream.write(bytes);
}

void LiveFeed::forget(quint64 streamId)
{
    std::erase_if(m_listeners, [=](const Listener &listener) { return listener.stream.id() == streamId; });
}

} // namespace remirai
