// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/loopstate.h"
#include "server/http/requestframer.h"

#include <QTcpSocket>
#include <functional>

namespace remirai {

// One connection, guarded on both sides of Qt's HTTP parser.
//
// In: it takes fresh bytes before QAbstractHttpServer sees them (its slot is connected first), through the strict
// framer. For each complete request it puts back one constant request without body, which Qt then dispatches: nothing
// of a client's can trip Qt, and Qt keeps nothing of it. On a violation it takes Qt's slot off. Each request must be
// dispatched exactly once; anything else ends the connection with 500.
// Out: answers are queued and leave in the order of their requests. A refusal takes its place in that queue, so answers
// that are still being worked on are not lost.
//
// Lives in its HTTP thread; deletes itself after it is disconnected.
class GuardSocket final : public QTcpSocket
{
public:
    GuardSocket(LoopState &loop, const QHostAddress &peer, QObject *parent);
    ~GuardSocket() override;

    quint64 id() const { return m_id; }
    const QHostAddress &peer() const { return m_peer; }

    // Qt has dispatched a request. Nothing when there is none; the connection is ending then.
    std::optional<FramedRequest> takeRequest();
    // Gives the request its place in the order of answers; returns its sequence number.
    quint32 openExchange(Exchange exchange);

    // Fills an exchange; false when it is not waiting. Nothing leaves before sendAnswers().
    bool answer(quint32 sequence, Response &&response);
    // Whether the exchange is open and the client connected.
    bool isAwaited(quint32 sequence);
    // What the exchange has reserved for its body is free for others.
    void releaseBody(quint32 sequence);
    // Writes what is ready from the front of the queue, with one flush.
    void sendAnswers();

    // False when that exchange cannot become a stream; it is answered then.
    bool beginStream(quint32 sequence, const Response &head, std::function<void()> gone);
    bool writeStream(const QByteArray &bytes);
    void endStream();

    // Refuses whatever the client is sending, after the answers it still waits for.
    void refuse(const Refusal &refusal);
    // Ends what has passed its deadline. Called by the sweep.
    void checkDeadlines(qint64 nowMs);
    // Ends the connection if it is between requests. Called when the server stops, and again by the sweep.
    void closeIfIdle();

private:
    enum class Mode {
        Serving,
        Refused, // input is thrown away, answers still leave
        Streaming,
        Closing, // the last byte is written: waiting for the client to take it and close
    };

    void onReadyRead();
    void onDisconnected();
    void readRequest();
    bool takeFresh();
    QByteArrayView peekFresh(qsizetype count);
    void tellQt();
    bool reserveBody();
    void discardInput();
    void stopServing(Mode mode);
    void send(const QByteArray &bytes);
    void appendAnswer(QByteArray &out, Exchange &exchange);
    void closeAfterWriting();
    void shutdownWhenWritten();
    void checkWriteProgress(qint64 nowMs);
    void answerLate(qint64 nowMs);
    void cut();
    AnswerFrame frameFor(const Exchange &exchange, bool close);

    LoopState &m_loop;
    const quint64 m_id;
    const QHostAddress m_peer;
    Mode m_mode = Mode::Serving;
    RequestFramer m_framer;
    ExchangeQueue m_exchanges;
    qint64 m_deadlineMs; // of the current stage of reading, or of the lingering close
    qint64 m_reservedBytes = 0; // for the body being received
    qint64 m_unsentSeen = 0;
    qint64 m_progressMs = 0;
    std::function<void()> m_gone; // of a stream
};

} // namespace remirai
