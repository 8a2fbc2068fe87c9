// SPDX-License-Identifier: GPL-3.0-or-later
// The answering side of GuardSocket: order, writing, closing, streams.
#include "server/http/guardsocket.h"

#include "server/http/problem.h"

#include <algorithm>
#include <sys/socket.h>

namespace remirai {

namespace {

constexpr qsizetype kCopiedBodyBytes = 16 * 1'024; // up to here a copy is cheaper than a second system call

} // namespace

quint32 GuardSocket::openExchange(Exchange exchange)
{
    exchange.startedUs = LoopState::steadyUs();
    exchange.reservedBytes = std::exchange(m_reservedBytes, 0);
    HttpCounters::add<qint64>(m_loop.counters.requestsInFlight, 1);
    return m_exchanges.open(std::move(exchange));
}

bool GuardSocket::answer(quint32 sequence, Response &&response)
{
    return m_exchanges.answer(sequence, std::move(response));
}

bool GuardSocket::isAwaited(quint32 sequence)
{
    const Exchange *exchange = m_exchanges.find(sequence);
    return exchange && !exchange->answer && state() == ConnectedState;
}

void GuardSocket::releaseBody(quint32 sequence)
{
    if (Exchange *exchange = m_exchanges.find(sequence))
        m_loop.reservedBodyBytes -= std::exchange(exchange->reservedBytes, 0);
}

void GuardSocket::sendAnswers()
{
    if (state() != ConnectedState || m_mode == Mode::Streaming || m_mode == Mode::Closing)
        return;
    if (bytesToWrite() > m_loop.limits.unsentBytes)
        return cut(); // pipelines without ever reading
    QByteArray out;
    bool close = false;
    while (!close && m_exchanges.frontIsReady()) {
        Exchange exchange = m_exchanges.takeFront();
        close = exchange.close || m_loop.stopping;
        exchange.close = close;
        appendAnswer(out, exchange);
        HttpCounters::add(m_loop.counters.requestsAnswered);
        m_loop.finish(exchange, exchange.answer->status());
    }
    send(out);
    if (close)
        closeAfterWriting();
}

// At once where possible: Qt would copy the bytes, and ask the event loop to be told when they may be written.
void GuardSocket::send(const QByteArray &bytes)
{
    qsizetype sent = 0;
    if (bytesToWrite() == 0 && !bytes.isEmpty())
        sent = std::max<qsizetype>(
            ::send(int(socketDescriptor()), bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT), 0);
    if (sent < bytes.size())
        write(bytes.constData() + sent, bytes.size() - sent); // what is wrong with the connection Qt finds out
    if (bytesToWrite() > 0)
        flush();
}

void GuardSocket::appendAnswer(QByteArray &out, Exchange &exchange)
{
    const Response &response = *exchange.answer;
    const AnswerFrame frame = frameFor(exchange, exchange.close);
    const bool withBody = hasBody(response, frame);
    const bool copied = withBody && response.body().size() <= kCopiedBodyBytes;
    if (out.isEmpty())
        out.reserve(320 + response.headerLines().size() + (copied ? response.body().size() : 0));
    appendAnswerHead(out, response, frame);
    if (copied) {
        out.append(response.body());
    } else if (withBody) {
        write(std::exchange(out, {}));
        write(response.body());
    }
}

AnswerFrame GuardSocket::frameFor(const Exchange &exchange, bool close)
{
    AnswerFrame frame;
    frame.requestId = exchange.requestId;
    frame.date = m_loop.dateNow();
    frame.extraLines = m_loop.cors.linesFor(exchange.origin);
    frame.close = close;
    frame.headOnly = exchange.method == Method::Head;
    return frame;
}

// A close while the client still sends would be a reset, and that can overtake our last answer: so we only end our
// side, and read on for a while.
void GuardSocket::closeAfterWriting()
{
    stopServing(Mode::Closing);
    connect(this, &QTcpSocket::bytesWritten, this, [this] { shutdownWhenWritten(); });
    shutdownWhenWritten();
}

void GuardSocket::shutdownWhenWritten()
{
    if (bytesToWrite() > 0 || state() != ConnectedState)
        return;
    disconnect(this, &QTcpSocket::bytesWritten, nullptr, nullptr);
    ::shutdown(int(socketDescriptor()), SHUT_WR);
    m_deadlineMs = LoopState::steadyMs() + m_loop.limits.lingerMs;
}

void GuardSocket::cut()
{
    HttpCounters::add(m_loop.counters.clientsCut);
    abort();
}

// ---- streams

bool GuardSocket::beginStream(quint32 sequence, const Response &head, std::function<void()> gone)
{
    const Exchange *asked = m_exchanges.find(sequence);
    const bool alone = asked && m_exchanges.size() == 1 && m_mode == Mode::Serving;
    if (!alone || asked->method == Method::Head || m_loop.stopping || state() != ConnectedState) {
        const bool onlyHead = alone && asked->method == Method::Head;
        if (answer(sequence, onlyHead ? Response(head) : problem(409, "A stream needs a connection of its own.")))
            sendAnswers();
        return false;
    }
    Exchange exchange = m_exchanges.takeFront();
    stopServing(Mode::Streaming);
    m_gone = std::move(gone);
    HttpCounters::add<qint64>(m_loop.counters.streamsOpen, 1);
    QByteArray out;
    appendStreamHead(out, head, frameFor(exchange, true));
    out.append(head.body());
    m_loop.finish(exchange, head.status());
    write(out);
    flush();
    return true;
}

bool GuardSocket::writeStream(const QByteArray &bytes)
{
    if (m_mode != Mode::Streaming || state() != ConnectedState)
        return false;
    write(bytes);
    flush();
    if (bytesToWrite() > m_loop.limits.unsentBytes) {
        cut();
        return false;
    }
    return m_mode == Mode::Streaming;
}

void GuardSocket::endStream()
{
    if (m_mode != Mode::Streaming)
        return;
    HttpCounters::add<qint64>(m_loop.counters.streamsOpen, -1);
    const auto gone = std::exchange(m_gone, {});
    closeAfterWriting();
    if (gone)
        gone();
}

} // namespace remirai
