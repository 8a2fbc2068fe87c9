// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpoptions.h"
#include "server/http/loopstate.h"
#include "server/http/reply.h"
#include "server/http/router.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <functional>
#include <memory>

namespace remirai {

class Front;
class GuardServer;
struct FramedRequest;

// What all HTTP threads of a server share. Each part is immutable or safe from any thread.
struct HttpShared
{
    const HttpOptions &options;
    Environment &environment;
    Cors cors;
    ConnectionCensus census;
    RateLimiter limiter;
    HttpCounters counters;
};

// The heart of one HTTP thread: takes requests to their handlers and answers to their connections. Made, used and
// destroyed in that thread; other threads reach it through the mailbox only.
class HttpLoop final : public QObject
{
public:
    // `drained` is called once in this thread, when a stop is asked for and no connection is left or its time is up.
    HttpLoop(HttpShared &shared, std::function<void()> drained);
    ~HttpLoop() override;

    Router &router() { return m_router; }
    // Serves on a listening socket, which it owns from here on. False when Qt does not take the socket.
    bool serve(int listeningDescriptor);

    const std::shared_ptr<ReplyMailbox> &mailbox() const { return m_mailbox; }

    // Ends every connection, so that gone-callbacks and hooks run while the routes still stand. Also done on
    // destruction.
    void closeConnections();

    // From the front: a complete request.
    void dispatch(GuardSocket &socket, FramedRequest framed);
    // From replies and streams in this thread.
    void answer(ExchangeId exchange, Response &&response);
    bool beginStream(ExchangeId exchange, const Response &head, std::function<void()> gone);
    bool passToStream(const Delivery &delivery);
    bool isAwaited(ExchangeId exchange) const;
    void releaseBody(ExchangeId exchange);

private:
    std::optional<Response> answerWithoutHandler(const Request &request, const Router::Match &match, int origin);
    qint64 waitOfClient(const Request &request); // 0 = within its rate
    GuardSocket *connection(quint64 id) const;
    void beforeWaiting();
    void takeMail();
    void deliver(std::vector<Delivery> batch);
    void drain(qint64 deadlineMs);
    void checkDrained();

    HttpShared &m_shared;
    Router m_router;
    LoopState m_state;
    std::shared_ptr<ReplyMailbox> m_mailbox;
    QSocketNotifier m_mail;
    std::unique_ptr<Front> m_front;
    GuardServer *m_guard = nullptr; // the front's
    // Since it last waited.
    ExchangeId m_current; // dispatched last
    quint32 m_dispatched = 0;
    quint32 m_answeredAtOnce = 0; // of these, each before the next was dispatched
    std::function<void()> m_drained;
    qint64 m_drainDeadlineMs = 0;
    QTimer m_drainTimer;
};

} // namespace remirai
