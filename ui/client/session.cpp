// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/session.h"

#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPollMs = 1'000;
constexpr int kFirstRetryMs = 500;
constexpr int kLastRetryMs = 5'000;
constexpr size_t kPast = 300;

QString refusal(int status)
{
    return status == 401 ? u"the server does not accept the token: it may have ended"_s
                         : u"this token's role may not look at the operator's pages"_s;
}

} // namespace

Session::Session(Environment &environment, QObject *parent)
    : QObject(parent)
    , m_environment(environment)
    , m_feed(m_client)
    , m_outbox(m_client, environment)
{
    m_poll.setSingleShot(true);
    connect(&m_poll, &QTimer::timeout, this, &Session::refresh);
    connect(&m_client, &ApiClient::contact, this, &Session::takeContact);
}

void Session::connectTo(const Connection &connection, RenewToken renew)
{
    disconnectFrom();
    m_connection = connection;
    m_renew = std::move(renew);
    m_role = claimedRole(connection.token);
    m_client.setServer(connection.url, connection.token);
    Q_EMIT serverChanged();
    setLink(Link::Connecting);
    m_retryMs = kFirstRetryMs;
    refresh();
}

void Session::disconnectFrom()
{
    m_poll.stop();
    m_feed.stop();
    m_outbox.clear();
    m_client.setServer({}, {});
    m_connection = {};
    m_renew = {};
    m_overview.reset();
    m_past.clear();
    m_lastContactMs = 0;
    m_asking = false;
    setLink(Link::None);
}

const QueueStatus *Session::queue(const QString &name) const
{
    if (!m_overview)
        return nullptr;
    const auto found = std::find_if(m_overview->queues.begin(), m_overview->queues.end(),
                                    [&](const QueueStatus &queue) { return queue.name == name; });
    return found == m_overview->queues.end() ? nullptr : &*found;
}

void Session::refresh()
{
    if (m_link == Link::None || m_asking)
        return;
    m_asking = true;
    m_client.get<OverviewStatus>(operatorPath(u"/overview"_s), this, overviewIn,
                                 [this](Result<OverviewStatus> &&overview) { takeOverview(std::move(overview)); });
}

void Session::takeOverview(Result<OverviewStatus> &&overview)
{
    m_asking = false;
    if (!overview) {
        if (overview.error().code == ErrorCode::Forbidden)
            setLink(Link::Refused, refusal(403));
        else if (overview.error().code != ErrorCode::Unauthenticated)
            setLink(Link::Offline, overview.error().message);
        return pollSoon();
    }
    m_retryMs = kFirstRetryMs;
    const bool wasAway = m_link != Link::Online;
    const bool knewIt = m_overview.has_value();
    m_overview = std::move(*overview);
    m_past.push_back(*m_overview);
    if (m_past.size() > kPast)
        m_past.pop_front();
    setLink(Link::Online);
    if (!knewIt)
        m_feed.start(m_overview->lastEventSeq);
    Q_EMIT overviewChanged();
    if (wasAway && knewIt)
        Q_EMIT cameBack();
    m_outbox.sendWaiting();
    pollSoon();
}

void Session::takeContact(bool reached, int refusedWith)
{
    if (reached)
        m_lastContactMs = m_environment.nowMs();
    if (refusedWith != 401)
        return;
    const QByteArray token = m_renew ? m_renew() : QByteArray();
    if (!token.isEmpty() && token != m_connection.token) {
        m_connection.token = token;
        m_client.setToken(token);
        return;
    }
    setLink(Link::Refused, refusal(refusedWith));
}

void Session::pollSoon()
{
    if (m_link == Link::Online) {
        m_poll.start(kPollMs);
        return;
    }
    m_poll.start(m_retryMs);
    m_retryMs = std::min(m_retryMs * 2, kLastRetryMs);
}

void Session::setLink(Link link, const QString &trouble)
{
    if (m_link == link && m_trouble == trouble)
        return;
    m_link = link;
    m_trouble = trouble;
    Q_EMIT linkChanged();
}

} // namespace remirai::ui
