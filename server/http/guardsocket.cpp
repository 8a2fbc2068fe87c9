// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/guardsocket.h"

#include "server/http/problem.h"

#include <string_view>
#include <vector>

namespace remirai {

namespace {

Response problemFor(const Refusal &refusal)
{
    Response response = problem(refusal.status, refusal.detail);
    if (refusal.status == 503)
        response.addHeader("Retry-After", "1");
    return response;
}

} // namespace

GuardSocket::GuardSocket(LoopState &loop, const QHostAddress &peer, QObject *parent)
    : QTcpSocket(parent)
    , m_loop(loop)
    , m_id(++loop.lastConnection)
    , m_peer(peer)
    , m_framer(loop.limits)
    , m_deadlineMs(LoopState::steadyMs() + loop.limits.headMs)
{
    connect(this, &QTcpSocket::readyRead, this, [this] { onReadyRead(); });
    connect(this, &QTcpSocket::disconnected, this, [this] { onDisconnected(); });
    m_loop.connections.emplace(m_id, this);
    HttpCounters::add<qint64>(m_loop.counters.connectionsOpen, 1);
}

GuardSocket::~GuardSocket()
{
    // Our slots must not run in the base's destructor; but Qt frees its request of this socket in a slot of
    // destroyed().
    disconnect(this, &QTcpSocket::readyRead, nullptr, nullptr);
    disconnect(this, &QTcpSocket::disconnected, nullptr, nullptr);
    disconnect(this, &QTcpSocket::bytesWritten, nullptr, nullptr);
    onDisconnected();
    m_loop.connections.erase(m_id);
    m_loop.census.leave(m_peer);
    HttpCounters::add<qint64>(m_loop.counters.connectionsOpen, -1);
}

void GuardSocket::onDisconnected()
{
    m_loop.reservedBodyBytes -= std::exchange(m_reservedBytes, 0);
    while (!m_exchanges.isEmpty()) {
        Exchange left = m_exchanges.takeFront();
        m_loop.finish(left, kStatusClientLeft);
    }
    if (std::exchange(m_mode, Mode::Closing) == Mode::Streaming) {
        HttpCounters::add<qint64>(m_loop.counters.streamsOpen, -1);
        if (const auto gone = std::exchange(m_gone, {}))
            gone();
    }
    deleteLater();
}

// ---- input

void GuardSocket::onReadyRead()
{
    if (m_mode == Mode::Serving)
        readRequest();
    else
        discardInput();
}

void GuardSocket::readRequest()
{
    if (bytesAvailable() <= 0)
        return;
    if (m_framer.stage() == RequestFramer::Stage::Complete)
        return refuse({500, "The request was understood in two ways."}); // Qt did not dispatch what we saw
    if (int(m_exchanges.size()) >= m_loop.limits.pipelined)
        return refuse({503, "Too many requests wait for an answer on this connection."});

    const auto before = m_framer.stage();
    if (!takeFresh() || m_framer.stage() == before)
        return;
    if (m_framer.stage() == RequestFramer::Stage::Complete)
        tellQt();
    const bool inHead = m_framer.stage() == RequestFramer::Stage::Head;
    m_deadlineMs = LoopState::steadyMs() + (inHead ? m_loop.limits.headMs : m_loop.limits.bodyMs);
    const bool bodyMissing =
        m_framer.stage() == RequestFramer::Stage::Body || m_framer.stage() == RequestFramer::Stage::Chunks;
    if (bodyMissing && m_framer.head().expectsContinue && m_exchanges.isEmpty()) {
        write("HTTP/1.1 100 Continue\r\n\r\n");
        flush();
    }
}

// Takes bytes off the socket to the end of the request, or as far as there are any. False when it is refused.
bool GuardSocket::takeFresh()
{
    if (isTransactionStarted())
        commitTransaction(); // Qt's, of no bytes
    do {
        skip(m_framer.feed(peekFresh(m_framer.room())));
        if (m_framer.refusal())
            refuse(*m_framer.refusal());
        else if (!reserveBody())
            refuse({503, "The server holds as many request bodies as it can."});
        if (m_mode != Mode::Serving)
            return false;
    } while (m_framer.stage() != RequestFramer::Stage::Complete && bytesAvailable() > 0);
    return true;
}

// At most `count` of the bytes that are still to be read; valid until the next call.
QByteArrayView GuardSocket::peekFresh(qsizetype count)
{
    static thread_local std::vector<char> buffer;
    const qsizetype wanted = std::min<qsizetype>(bytesAvailable(), count);
    if (buffer.size() < size_t(wanted))
        buffer.resize(size_t(wanted));
    return QByteArrayView(buffer.data(), std::max<qsizetype>(0, peek(buffer.data(), wanted)));
}

// Its parser reads byte by byte, so the shortest request that it takes is best. The target has a host, or Qt would make
// one up, which costs it a microsecond.
void GuardSocket::tellQt()
{
    static constexpr std::string_view kRequest = "GET //h HTTP/1.1\r\n\r\n";
    for (auto c = kRequest.crbegin(); c != kRequest.crend(); ++c)
        ungetChar(*c);
}

bool GuardSocket::reserveBody()
{
    if (m_framer.stage() == RequestFramer::Stage::Idle || m_framer.stage() == RequestFramer::Stage::Head)
        return true;
    const qint64 more = m_framer.announcedBodyBytes() - m_reservedBytes;
    if (more > 0 && m_loop.reservedBodyBytes + more > m_loop.limits.bodyBudgetBytes)
        return false;
    m_loop.reservedBodyBytes += more;
    m_reservedBytes += more;
    return true;
}

std::optional<FramedRequest> GuardSocket::takeRequest()
{
    if (m_mode != Mode::Serving)
        return std::nullopt;
    if (m_framer.stage() != RequestFramer::Stage::Complete) {
        refuse({500, "The request was understood in two ways."});
        return std::nullopt;
    }
    m_deadlineMs = LoopState::steadyMs() + m_loop.limits.idleMs;
    return m_framer.take();
}

void GuardSocket::discardInput()
{
    if (isTransactionStarted())
        commitTransaction();
    skip(bytesAvailable());
}

void GuardSocket::refuse(const Refusal &refusal)
{
    if (m_mode != Mode::Serving)
        return;
    HttpCounters::add(refusal.status == 408 ? m_loop.counters.requestsTimedOut : m_loop.counters.requestsRefused);
    m_loop.reservedBodyBytes -= std::exchange(m_reservedBytes, 0);
    stopServing(Mode::Refused);
    Exchange exchange;
    exchange.close = true;
    exchange.requestId = m_loop.requestIds.next();
    exchange.answer = problemFor(refusal);
    openExchange(std::move(exchange));
    sendAnswers();
}

// From here on Qt sees no more input.
void GuardSocket::stopServing(Mode mode)
{
    m_mode = mode;
    m_framer.dropBody();
    disconnect(this, &QTcpSocket::readyRead, nullptr, nullptr);
    connect(this, &QTcpSocket::readyRead, this, [this] { onReadyRead(); });
    discardInput();
}

// ---- time

void GuardSocket::checkDeadlines(qint64 nowMs)
{
    if (state() == UnconnectedState)
        return onDisconnected(); // Qt takes all slots off a socket whose bytes it cannot parse
    checkWriteProgress(nowMs);
    if (state() != ConnectedState || m_mode == Mode::Streaming)
        return;
    answerLate(nowMs);
    if (m_mode == Mode::Closing) {
        if (bytesToWrite() == 0 && nowMs > m_deadlineMs)
            abort();
        return;
    }
    if (m_mode != Mode::Serving || nowMs <= m_deadlineMs)
        return;
    switch (m_framer.stage()) {
    case RequestFramer::Stage::Idle:
        if (m_exchanges.isEmpty() && bytesToWrite() == 0)
            disconnectFromHost();
        break;
    case RequestFramer::Stage::Head:
        refuse({408, "The request's head did not arrive in time."});
        break;
    case RequestFramer::Stage::Body:
    case RequestFramer::Stage::Chunks:
        refuse({408, "The request's body did not arrive in time."});
        break;
    case RequestFramer::Stage::Complete:
        refuse({500, "The request was understood in two ways."});
        break;
    }
}

void GuardSocket::checkWriteProgress(qint64 nowMs)
{
    const qint64 unsent = bytesToWrite();
    if (unsent == 0 || unsent != m_unsentSeen)
        m_progressMs = nowMs;
    m_unsentSeen = unsent;
    if (unsent > 0 && nowMs - m_progressMs > m_loop.limits.writeMs)
        cut();
}

// Handlers that take too long are answered for, or a lost reply would hold the connection for ever.
void GuardSocket::answerLate(qint64 nowMs)
{
    bool any = false;
    for (Exchange &exchange : m_exchanges) {
        if (exchange.answer || nowMs - exchange.startedUs / 1'000 <= m_loop.limits.handlerMs)
            continue;
        exchange.answer = problem(504, "The server did not find an answer in time.");
        exchange.close = any = true;
        HttpCounters::add(m_loop.counters.requestsTimedOut);
    }
    if (any)
        sendAnswers();
}

void GuardSocket::closeIfIdle()
{
    if (m_mode == Mode::Streaming)
        endStream();
    else if (m_mode == Mode::Serving && m_framer.stage() == RequestFramer::Stage::Idle && m_exchanges.isEmpty()
             && bytesToWrite() == 0 && bytesAvailable() == 0)
        disconnectFromHost();
}

} // namespace remirai
