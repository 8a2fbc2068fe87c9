// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httploop.h"

#include "core/domain/environment.h"
#include "server/http/front.h"
#include "server/http/guardserver.h"
#include "server/http/guardsocket.h"
#include "server/http/problem.h"

#include <QAbstractEventDispatcher>
#include <QDebug>
#include <QThread>
#include <algorithm>
#include <sched.h>

namespace remirai {

namespace {

constexpr int kDrainCheckMs = 10;

Error tooManyRequests(qint64 waitMs)
{
    return {
        ErrorCode::RateLimited, QStringLiteral("Too many requests from this address; please slow down."), {}, waitMs};
}

} // namespace

HttpLoop::HttpLoop(HttpShared &shared, std::function<void()> drained)
    : m_shared(shared)
    , m_state{shared.options.limits,
              shared.cors,
              shared.census,
              shared.counters,
              shared.environment,
              RequestIds(shared.environment.random64()),
              {}}
    , m_mailbox(std::make_shared<ReplyMailbox>(*this))
    , m_mail(m_mailbox->wakeDescriptor(), QSocketNotifier::Read)
    , m_drained(std::move(drained))
{
    connect(&m_mail, &QSocketNotifier::activated, this, [this] { takeMail(); });
    connect(thread()->eventDispatcher(), &QAbstractEventDispatcher::aboutToBlock, this, [this] { beforeWaiting(); });
    m_drainTimer.setInterval(kDrainCheckMs);
    m_drainTimer.callOnTimeout(this, [this] { checkDrained(); });
}

HttpLoop::~HttpLoop()
{
    closeConnections();
}

void HttpLoop::closeConnections()
{
    if (m_guard)
        m_guard->closeConnections();
    m_front.reset();
    m_guard = nullptr;
    m_mailbox->close();
}

bool HttpLoop::serve(int listeningDescriptor)
{
    m_state.finished = m_router.finishedHook();
    auto guard = std::make_unique<GuardServer>(m_state);
    if (!guard->setSocketDescriptor(listeningDescriptor))
        return false;
    m_guard = guard.get();
    m_front = std::make_unique<Front>(*this, std::move(guard));
    return true;
}

// ---- requests

void HttpLoop::dispatch(GuardSocket &socket, FramedRequest framed)
{
    RequestHead &head = framed.head;
    const Router::Match match = m_router.match(head.method, head.path());
    const QByteArrayView givenId = head.requestId.in(head.raw);
    Exchange exchange;
    exchange.method = head.method;
    exchange.close = head.closeAfter;
    exchange.requestId = RequestIds::isAcceptable(givenId) ? givenId.toByteArray() : m_state.requestIds.next();
    if (head.origin.size > 0)
        exchange.origin = m_shared.cors.indexOf(head.origin.in(head.raw));
    if (match.pattern)
        exchange.route = *match.pattern;

    const int origin = exchange.origin;
    Request request(std::move(head), std::move(framed.body), socket.peer(), exchange.requestId);
    ++m_dispatched;
    m_current = {socket.id(), socket.openExchange(std::move(exchange))};
    Reply reply(m_mailbox, m_current, request.id());
    if (match.pattern)
        request.setRoute(*match.pattern, match.parameters);

    if (const qint64 waitMs = waitOfClient(request))
        return reply.fail(tooManyRequests(waitMs));
    if (auto response = answerWithoutHandler(request, match, origin))
        return reply.send(std::move(*response));
    if (m_router.admission()) {
        if (const auto refusal = m_router.admission()(request))
            return reply.fail(*refusal);
    }
    try {
        (*match.handler)(std::move(request), std::move(reply));
    } catch (const std::exception &error) {
        // One bad request must not end the others. A handler that had taken the reply has answered while unwinding.
        HttpCounters::add(m_shared.counters.handlersThrown);
        qCritical("handler of %s threw: %s", match.pattern->constData(), error.what());
        reply.fail({ErrorCode::Internal, QStringLiteral("The server failed to handle this request."), {}, 0});
    }
}

std::optional<Response> HttpLoop::answerWithoutHandler(const Request &request, const Router::Match &match, int origin)
{
    if (match.handler)
        return std::nullopt;
    if (!match.allow)
        return problem({ErrorCode::NotFound, QStringLiteral("There is nothing at this path."), {}, 0});
    if (request.method() == Method::Options && origin >= 0 && !request.header("access-control-request-method").isNull())
        return m_shared.cors.preflight(*match.allow);
    Response response =
        request.method() == Method::Options ? Response(204) : problem(405, "This path does not take that method.");
    response.addHeader("Allow", *match.allow);
    return response;
}

qint64 HttpLoop::waitOfClient(const Request &request)
{
    if (m_shared.limiter.isOff())
        return 0;
    const QHostAddress client = request.clientAddress(m_shared.options.trustedProxies);
    return m_shared.limiter.tryTake(client, m_shared.environment.steadyMs());
}

// ---- answers

GuardSocket *HttpLoop::connection(quint64 id) const
{
    const auto found = m_state.connections.find(id);
    return found == m_state.connections.end() ? nullptr : found->second;
}

void HttpLoop::answer(ExchangeId exchange, Response &&response)
{
    if (exchange == m_current)
        ++m_answeredAtOnce;
    GuardSocket *socket = connection(exchange.connection);
    if (socket && socket->answer(exchange.sequence, std::move(response)))
        socket->sendAnswers();
    else
        HttpCounters::add(m_shared.counters.answersDropped);
}

bool HttpLoop::isAwaited(ExchangeId exchange) const
{
    GuardSocket *socket = connection(exchange.connection);
    return socket && socket->isAwaited(exchange.sequence);
}

void HttpLoop::releaseBody(ExchangeId exchange)
{
    if (GuardSocket *socket = connection(exchange.connection))
        socket->releaseBody(exchange.sequence);
}

bool HttpLoop::beginStream(ExchangeId exchange, const Response &head, std::function<void()> gone)
{
    GuardSocket *socket = connection(exchange.connection);
    if (socket)
        return socket->beginStream(exchange.sequence, head, std::move(gone));
    HttpCounters::add(m_shared.counters.answersDropped);
    return false;
}

bool HttpLoop::passToStream(const Delivery &delivery)
{
    GuardSocket *socket = connection(delivery.exchange.connection);
    if (!socket)
        return false;
    if (delivery.kind == Delivery::Kind::StreamBytes)
        return socket->writeStream(delivery.bytes);
    socket->endStream();
    return true;
}

// Fills all exchanges first, then writes once per connection.
void HttpLoop::deliver(std::vector<Delivery> batch)
{
    std::vector<GuardSocket *> touched; // sockets delete themselves later, never in here
    for (Delivery &delivery : batch) {
        if (delivery.kind != Delivery::Kind::Answer) {
            passToStream(delivery);
            continue;
        }
        GuardSocket *socket = connection(delivery.exchange.connection);
        if (socket && socket->answer(delivery.exchange.sequence, std::move(delivery.response)))
            touched.push_back(socket);
        else
            HttpCounters::add(m_shared.counters.answersDropped);
    }
    for (GuardSocket *socket : touched)
        socket->sendAnswers();
}

// Clients that were answered at once are about to ask again. Those on this machine get the processor first, or each
// would wake us by itself, and a wake costs as much as half an answer. Not for a single one, nor when the writer will
// answer: what waits for a commit comes together.
void HttpLoop::beforeWaiting()
{
    if (m_answeredAtOnce > 1 && m_answeredAtOnce == m_dispatched)
        ::sched_yield();
    m_current = {};
    m_dispatched = 0;
    m_answeredAtOnce = 0;
}

void HttpLoop::takeMail()
{
    ReplyMailbox::Content content = m_mailbox->takeAll();
    deliver(std::move(content.deliveries));
    if (content.stopWithinMs)
        drain(*content.stopWithinMs);
}

// ---- the end

// Stops accepting, closes what is idle, lets requests finish. Asked again, it can only bring the deadline forward.
void HttpLoop::drain(qint64 deadlineMs)
{
    const qint64 endMs = LoopState::steadyMs() + deadlineMs;
    if (std::exchange(m_state.stopping, true)) {
        m_drainDeadlineMs = std::min(m_drainDeadlineMs, endMs);
        return checkDrained();
    }
    m_drainDeadlineMs = endMs;
    m_guard->stopAccepting();
    m_drainTimer.start();
    checkDrained();
}

void HttpLoop::checkDrained()
{
    std::vector<GuardSocket *> sockets;
    for (const auto &[id, socket] : m_state.connections)
        sockets.push_back(socket);
    for (GuardSocket *socket : sockets)
        socket->closeIfIdle();
    if (!sockets.empty() && LoopState::steadyMs() < m_drainDeadlineMs)
        return;
    m_drainTimer.stop();
    if (const auto drained = std::exchange(m_drained, {}))
        drained();
}

} // namespace remirai
