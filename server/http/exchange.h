// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/method.h"
#include "server/http/response.h"

#include <QByteArray>
#include <deque>
#include <functional>
#include <optional>

namespace remirai {

// A request that got its answer (or never will), for metrics and the log.
struct FinishedRequest
{
    QByteArray route; // the pattern; empty when none matched or the request was refused before routing
    std::optional<Method> method; // empty when the request could not be read
    int status = 0; // 499 = the client left first
    qint64 durationUs = 0; // from the complete request to the answer in the socket; for a stream, to its beginning
    QByteArray requestId;
};
using FinishedHook = std::function<void(const FinishedRequest &)>;

inline constexpr int kStatusClientLeft = 499; // nginx's number; never sent

// One request waiting for its answer.
struct Exchange
{
    quint32 sequence = 0;
    std::optional<Method> method;
    bool close = false; // the connection ends after this answer
    int origin = -1; // the CORS origin to answer, -1 for none
    qint64 startedUs = 0;
    qint64 reservedBytes = 0; // of the thread's body budget
    QByteArray route;
    QByteArray requestId;
    std::optional<Response> answer;
};

// The exchanges of one connection in the order of the requests: answers leave strictly from the front, whoever was
// quicker (RFC 9112, 9.3.2). Pure; one thread.
class ExchangeQueue
{
public:
    quint32 open(Exchange exchange)
    {
        exchange.sequence = m_next++;
        m_exchanges.push_back(std::move(exchange));
        return m_exchanges.back().sequence;
    }

    // False when that exchange is not waiting (any more).
    bool answer(quint32 sequence, Response &&response)
    {
        Exchange *exchange = find(sequence);
        if (!exchange || exchange->answer)
            return false;
        exchange->answer = std::move(response);
        return true;
    }

    Exchange *find(quint32 sequence)
    {
        const quint32 index = sequence - firstSequence();
        return index < m_exchanges.size() ? &m_exchanges[index] : nullptr;
    }

    bool isEmpty() const { return m_exchanges.empty(); }
    size_t size() const { return m_exchanges.size(); }
    bool frontIsReady() const { return !m_exchanges.empty() && m_exchanges.front().answer; }
    Exchange takeFront()
    {
        Exchange front = std::move(m_exchanges.front());
        m_exchanges.pop_front();
        return front;
    }

    auto begin() { return m_exchanges.begin(); }
    auto end() { return m_exchanges.end(); }

private:
    quint32 firstSequence() const { return m_next - quint32(m_exchanges.size()); }

    std::deque<Exchange> m_exchanges;
    quint32 m_next = 1;
};

} // namespace remirai
