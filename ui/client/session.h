// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "ui/client/apiclient.h"
#include "ui/client/connections.h"
#include "ui/client/livefeed.h"
#include "ui/client/outbox.h"
#include "ui/wire/overview.h"

#include <QTimer>
#include <deque>

namespace remirai::ui {

enum class Link {
    None, // no server chosen
    Connecting,
    Online,
    Offline, // it answered before, or never; we go on trying
    Refused, // it does not let us in
};

// What one knows of one server, kept as fresh as it can be: the overview once a second, the change feed, what waits to
// be sent. With the server away the last known state stays, and says how old it is. Pages read from here and never ask
// twice for the same thing. Lives in the GUI thread.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(Environment &environment, QObject *parent = nullptr);

    using RenewToken = std::function<QByteArray()>; // for a server of our own; empty when it cannot be had
    void connectTo(const Connection &connection, RenewToken renew = {});
    void disconnectFrom();

    const Connection &connection() const { return m_connection; }
    Role role() const { return m_role; }
    bool may(Role role) const { return allows(m_role, role); }
    Link link() const { return m_link; }
    const QString &trouble() const { return m_trouble; } // why it is not online, a sentence
    qint64 lastContactMs() const { return m_lastContactMs; } // 0 = never
    qint64 nowMs() const { return m_environment.nowMs(); }

    const std::optional<OverviewStatus> &overview() const { return m_overview; }
    // Overviews of the last minutes, oldest first, for sparklines.
    const std::deque<OverviewStatus> &past() const { return m_past; }
    const QueueStatus *queue(const QString &name) const;

    ApiClient &client() { return m_client; }
    Outbox &outbox() { return m_outbox; }
    LiveFeed &feed() { return m_feed; }
    void refresh(); // now

Q_SIGNALS:
    void overviewChanged();
    void linkChanged();
    void serverChanged(); // another one: forget everything
    void cameBack(); // after an interruption: what is shown is old

private:
    void takeOverview(Result<OverviewStatus> &&overview);
    void takeContact(bool reached, int refusedWith);
    void setLink(Link link, const QString &trouble = {});
    void pollSoon();

    Environment &m_environment;
    ApiClient m_client;
    LiveFeed m_feed;
    Outbox m_outbox;
    Connection m_connection;
    RenewToken m_renew;
    Role m_role = Role::Owner;
    Link m_link = Link::None;
    QString m_trouble;
    qint64 m_lastContactMs = 0;
    std::optional<OverviewStatus> m_overview;
    std::deque<OverviewStatus> m_past;
    QTimer m_poll;
    int m_retryMs = 0;
    bool m_asking = false;
};

} // namespace remirai::ui
