// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <chrono>
#include <functional>
#include <memory>

namespace remirai::sim {

struct Answer
{
    int status = 0; // 0: there was none
    QByteArray body;
    QByteArray problem; // why there was none
    qint64 dueNs = 0; // when it should have been sent
    qint64 sentNs = 0;
    qint64 endNs = 0;
};

struct Exchange
{
    qint64 dueNs = 0; // on the exchanger's clock
    QByteArray method = "GET";
    QByteArray path;
    QByteArray body; // JSON, with POST
    QByteArray token; // empty: anonymous
    QByteArray userAgent;
    std::function<void(const Answer &)> done;
};

// An open-loop HTTP/1.1 client: what is due is sent, whether earlier requests have been answered or not, over
// kept-alive connections with one request in flight each. When all connections are busy, exchanges wait here with their
// due time kept, so that the wait is part of the latency: a slow server cannot slow down its own measurement. One
// thread.
class Exchanger
{
public:
    Exchanger(QByteArray baseUrl, int connections, qint64 timeoutMs);
    ~Exchanger();
    Exchanger(const Exchanger &) = delete;
    Exchanger &operator=(const Exchanger &) = delete;

    qint64 nowNs() const; // since construction
    void add(Exchange exchange);
    // Sends what is due, then waits for answers, the next due instant or `untilNs`, whichever is first, and calls
    // done().
    void turn(qint64 untilNs);
    bool idle() const; // nothing due later, nothing in flight

private:
    struct Parts;

    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::unique_ptr<Parts> m;
};

} // namespace remirai::sim
