// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/livefeed.h"

#include <QJsonDocument>
#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBundleMs = 100;
constexpr int kSilenceMs = 45'000;
constexpr int kFirstRetryMs = 500;
constexpr int kLastRetryMs = 15'000;
constexpr int kPage = 1'000;
constexpr int kMaxPages = 20; // of a gap; beyond, pages are better read anew
constexpr size_t kMaxPending = 20'000; // in one bundle

} // namespace

LiveFeed::LiveFeed(ApiClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_bundle.setInterval(kBundleMs);
    m_bundle.setSingleShot(true);
    m_silence.setInterval(kSilenceMs);
    m_silence.setSingleShot(true);
    m_retry.setSingleShot(true);
    connect(&m_bundle, &QTimer::timeout, this, &LiveFeed::deliver);
    connect(&m_silence, &QTimer::timeout, this, &LiveFeed::retryLater);
    connect(&m_retry, &QTimer::timeout, this, &LiveFeed::catchUp);
}

void LiveFeed::start(qint64 afterSeq)
{
    stop();
    m_lastSeq = afterSeq;
    m_retryMs = kFirstRetryMs;
    openStream();
}

void LiveFeed::stop()
{
    ++m_run;
    dropStream();
    m_retry.stop();
    m_pending.clear();
    setLive(false);
}

void LiveFeed::catchUp()
{
    const QString path =
        operatorPath(u"/events"_s, {{u"after"_s, QString::number(m_lastSeq)}, {u"limit"_s, QString::number(kPage)}});
    m_client.get<std::vector<LiveEvent>>(path, this, eventList,
                                         [this, run = m_run](Result<std::vector<LiveEvent>> &&events) {
                                             if (run != m_run)
                                                 return;
                                             if (!events)
                                                 return retryLater();
                                             const bool more = events->size() == kPage;
                                             take(std::move(*events));
                                             if (more && ++m_pages < kMaxPages)
                                                 return catchUp();
                                             m_pages = 0;
                                             openStream();
                                         });
}

void LiveFeed::openStream()
{
    dropStream();
    QNetworkRequest request = m_client.requestFor(operatorPath(u"/live"_s));
    request.setRawHeader("Accept", "text/event-stream");
    request.setRawHeader("Last-Event-ID", QByteArray::number(m_lastSeq));
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    m_stream = m_network.get(request);
    m_parser.reset();
    m_silence.start();
    connect(m_stream, &QNetworkReply::readyRead, this, &LiveFeed::read);
    connect(m_stream, &QNetworkReply::metaDataChanged, this, [this] {
        if (m_stream->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200) {
            m_retryMs = kFirstRetryMs;
            setLive(true);
        }
    });
    connect(m_stream, &QNetworkReply::finished, this, &LiveFeed::retryLater);
}

void LiveFeed::read()
{
    m_silence.start();
    std::vector<LiveEvent> events;
    for (const StreamEvent &event : m_parser.feed(m_stream->readAll()))
        events.push_back(eventIn(Fields(QJsonDocument::fromJson(event.data).object())));
    take(std::move(events));
}

void LiveFeed::take(std::vector<LiveEvent> events)
{
    std::erase_if(events, [this](const LiveEvent &event) { return event.seq <= m_lastSeq; });
    if (events.empty())
        return;
    m_lastSeq = events.back().seq;
    std::move(events.begin(), events.end(), std::back_inserter(m_pending));
    if (m_pending.size() > kMaxPending) {
        const size_t surplus = m_pending.size() - kMaxPending;
        m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(surplus));
        Q_EMIT skipped(static_cast<qint64>(surplus));
    }
    if (!m_bundle.isActive())
        m_bundle.start();
}

void LiveFeed::deliver()
{
    std::vector<LiveEvent> events;
    events.swap(m_pending);
    Q_EMIT arrived(events);
}

void LiveFeed::retryLater()
{
    dropStream();
    setLive(false);
    m_retry.start(m_retryMs);
    m_retryMs = std::min(m_retryMs * 2, kLastRetryMs);
}

void LiveFeed::dropStream()
{
    m_silence.stop();
    if (!m_stream)
        return;
    m_stream->disconnect(this);
    m_stream->abort();
    m_stream->deleteLater();
    m_stream = nullptr;
}

void LiveFeed::setLive(bool live)
{
    if (m_live == live)
        return;
    m_live = live;
    Q_EMIT liveChanged(live);
}

} // namespace remirai::ui
