// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/guardserver.h"

#include "server/http/clientaddress.h"
#include "server/http/guardsocket.h"
#include "server/http/problem.h"

#include <algorithm>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace remirai {

namespace {

constexpr size_t kMaxTurned = 128;
constexpr int kAcceptPauseMs = 100;
constexpr qint64 kMaxSweepMs = 250;

QHostAddress peerOf(int descriptor)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return {};
    return plainAddress(QHostAddress(reinterpret_cast<const sockaddr *>(&address)));
}

int sweepIntervalMs(const HttpLimits &limits)
{
    const qint64 shortest = std::min({limits.headMs, limits.bodyMs, limits.idleMs, limits.writeMs, limits.handlerMs});
    return int(std::clamp<qint64>(shortest / 4, 5, kMaxSweepMs));
}

// True when the peer has closed its side.
bool drained(int descriptor)
{
    char scrap[4'096];
    ssize_t got = 0;
    while ((got = ::recv(descriptor, scrap, sizeof scrap, MSG_DONTWAIT)) > 0) { }
    return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

} // namespace

GuardServer::GuardServer(LoopState &loop)
    : m_loop(loop)
{
    m_sweepTimer.setInterval(sweepIntervalMs(loop.limits));
    m_sweepTimer.callOnTimeout(this, [this] { sweep(); });
    m_sweepTimer.start();
    // When accept() fails (no descriptors left), QTcpServer pauses itself for good.
    connect(this, &QTcpServer::acceptError, this, [this] {
        QTimer::singleShot(kAcceptPauseMs, this, [this] {
            if (isListening())
                resumeAccepting();
        });
    });
}

GuardServer::~GuardServer()
{
    for (const Turned &turned : m_turned)
        ::close(turned.descriptor);
}

void GuardServer::stopAccepting()
{
    while (isListening() && waitForNewConnection(0)) { }
    close();
}

void GuardServer::closeConnections()
{
    while (!m_loop.connections.empty())
        const std::unique_ptr<GuardSocket> ended(m_loop.connections.begin()->second); // takes itself off the list
}

void GuardServer::incomingConnection(qintptr descriptor)
{
    HttpCounters::add(m_loop.counters.connectionsAccepted);
    const QHostAddress peer = peerOf(int(descriptor));
    if (!m_loop.census.enter(peer))
        return turnAway(int(descriptor));
    auto socket = std::make_unique<GuardSocket>(m_loop, peer, this); // leaves the census when it goes
    if (!socket->setSocketDescriptor(descriptor)) {
        ::close(int(descriptor));
        return;
    }
    // Bounds what one connection can make Qt read ahead; a request is taken out of it as it comes.
    socket->setReadBufferSize(m_loop.limits.headBytes + m_loop.limits.bodyBytes + 4'096);
    addPendingConnection(socket.release()); // ours by parent; it deletes itself when disconnected
}

void GuardServer::turnAway(int descriptor)
{
    HttpCounters::add(m_loop.counters.connectionsRefused);
    Response response = problem(503, "The server has as many connections as it can hold.");
    response.addHeader("Retry-After", "1");
    const QByteArray id = m_loop.requestIds.next();
    AnswerFrame frame;
    frame.requestId = id;
    frame.date = m_loop.dateNow();
    frame.close = true;
    QByteArray out;
    appendAnswerHead(out, response, frame);
    out.append(response.body());
    (void)!::send(descriptor, out.constData(), size_t(out.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    if (m_turned.size() >= kMaxTurned) {
        ::close(m_turned.front().descriptor);
        m_turned.pop_front();
    }
    m_turned.push_back({descriptor, LoopState::steadyMs() + m_loop.limits.lingerMs});
}

void GuardServer::sweep()
{
    const qint64 nowMs = LoopState::steadyMs();
    sweepTurned(nowMs);
    std::vector<GuardSocket *> sockets; // a copy: hooks run inside
    sockets.reserve(m_loop.connections.size());
    for (const auto &[id, socket] : m_loop.connections)
        sockets.push_back(socket);
    for (GuardSocket *socket : sockets) {
        socket->checkDeadlines(nowMs);
        if (m_loop.stopping)
            socket->closeIfIdle();
    }
}

void GuardServer::sweepTurned(qint64 nowMs)
{
    std::erase_if(m_turned, [nowMs](const Turned &turned) {
        if (!drained(turned.descriptor) && nowMs < turned.untilMs)
            return false;
        ::close(turned.descriptor);
        return true;
    });
}

} // namespace remirai
