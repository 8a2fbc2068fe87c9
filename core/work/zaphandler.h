// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "core/work/pipes.h"

#include <QByteArray>
#include <QList>
#include <atomic>
#include <thread>

namespace remirai {

// Decides which CURVE clients may connect (https://rfc.zeromq.org/spec/27/). Without one, CURVE authenticates nobody
// and libzmq lets everybody in: so it is started before any server socket binds, and stopped after they are closed.
class ZapHandler
{
public:
    ZapHandler(Pipes &pipes, QList<QByteArray> authorizedKeys); // public keys, Z85
    ~ZapHandler();

    Status start(); // bound when it returns
    void stop(); // idempotent

    qint64 refusedCount() const { return m_refused; }

private:
    void loop(const std::stop_token &stop, zmq::socket_t socket);

    Pipes &m_pipes;
    const QList<QByteArray> m_authorizedKeys;
    std::atomic<qint64> m_refused{0};
    std::jthread m_thread;
};

} // namespace remirai
