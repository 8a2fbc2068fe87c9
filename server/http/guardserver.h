// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/loopstate.h"

#include <QTcpServer>
#include <QTimer>
#include <deque>

namespace remirai {

// Accepts connections within the caps, sweeps their deadlines, and survives a full file table. Belongs to its HTTP
// thread.
class GuardServer final : public QTcpServer
{
public:
    explicit GuardServer(LoopState &loop);
    ~GuardServer() override;

    // Takes what the kernel has already accepted, then stops listening.
    void stopAccepting();
    // Destroys all sockets; none may be running one of its slots. The front must still be there: it frees Qt's request
    // of a socket when that is destroyed.
    void closeConnections();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    // A connection over the cap that has its 503 and is kept until the client has read it: closing at once with the
    // request unread would be a reset that overtakes the answer.
    struct Turned
    {
        int descriptor;
        qint64 untilMs;
    };

    void turnAway(int descriptor);
    void sweep();
    void sweepTurned(qint64 nowMs);

    LoopState &m_loop;
    QTimer m_sweepTimer;
    std::deque<Turned> m_turned;
};

} // namespace remirai
