// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/apiclient.h"
#include "ui/client/sseparser.h"
#include "ui/wire/event.h"

#include <QNetworkReply>
#include <QTimer>

namespace remirai::ui {

// The server's change feed, never with a gap that goes unsaid: after an interruption it first reads what it missed from
// `events?after=`, then goes on live. Events come in bundles, at most ten a second, in the order of their numbers.
class LiveFeed : public QObject
{
    Q_OBJECT

public:
    explicit LiveFeed(ApiClient &client, QObject *parent = nullptr);

    void start(qint64 afterSeq); // what comes after that one; ends what ran before
    void stop();
    bool isLive() const { return m_live; }

Q_SIGNALS:
    void arrived(const std::vector<remirai::ui::LiveEvent> &events);
    void liveChanged(bool live);
    // More was missed than is worth reading: `count` events were left out.
    void skipped(qint64 count);

private:
    void catchUp();
    void openStream();
    void read();
    void retryLater();
    void take(std::vector<LiveEvent> events);
    void deliver();
    void setLive(bool live);
    void dropStream();

    ApiClient &m_client;
    QNetworkAccessManager m_network; // apart, as a stream occupies a connection for good
    QNetworkReply *m_stream = nullptr;
    SseParser m_parser;
    std::vector<LiveEvent> m_pending;
    QTimer m_bundle;
    QTimer m_silence; // the server sends at least a comment every 15 s
    QTimer m_retry;
    int m_retryMs = 0;
    int m_pages = 0;
    qint64 m_lastSeq = 0;
    quint64 m_run = 0; // of start(); an answer of an older one is dropped
    bool m_live = false;
};

} // namespace remirai::ui
