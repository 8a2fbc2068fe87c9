// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/workerhost.h"

#include "core/work/sockets.h"
#include "core/work/steprunner.h"

#include <QtConcurrent>
#include <algorithm>
#include <pthread.h>

namespace remirai {

namespace {

constexpr qint64 kFlushMs = 1'000; // how long the last packets may take to leave

} // namespace

WorkerHost::WorkerHost(WorkerHostOptions options, Pipes &pipes, LanguageModel &language, ImageModel &image,
                       Environment &environment)
    : m_options(std::move(options))
    , m_pipes(pipes)
    , m_language(language)
    , m_image(image)
    , m_environment(environment)
    , m_reconnectMs(m_options.firstReconnectMs)
{
    m_pool.setMaxThreadCount(m_options.slotCount);
}

WorkerHost::~WorkerHost()
{
    stop(0);
}

Status WorkerHost::start()
{
    if (!m_options.serverKey.isEmpty() && m_options.keys.secretKey.isEmpty())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("a server key needs a key of the worker's own"), {}};
    if (m_options.serverKey.isEmpty() && !isLocalEndpoint(m_options.endpoint))
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("%1 is beyond this machine: connecting there needs the server's public key")
                         .arg(m_options.endpoint),
                     QStringLiteral("connect")};
    try {
        connectAnew();
    } catch (const zmq::error_t &error) {
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("%1: %2").arg(m_options.endpoint, QString::fromUtf8(error.what())),
                     QStringLiteral("connect")};
    }
    m_thread = std::thread([this] { loop(); });
    return {};
}

void WorkerHost::beginDrain()
{
    m_draining = true;
    m_replies.ring();
}

void WorkerHost::stop(qint64 graceMs)
{
    beginDrain();
    if (!m_pool.waitForDone(static_cast<int>(graceMs)))
        m_interrupt.request_stop();
    m_pool.waitForDone();
    if (m_thread.joinable())
        m_thread.join();
    m_done = true;
}

void WorkerHost::loop()
{
    ::pthread_setname_np(::pthread_self(), "worker");
    for (;;) {
        turn(); // first of all it says Hello
        const bool idle = m_running == 0 && m_waiting.empty();
        // Replies for a dispatcher that is gone are given up: their leases end.
        if (m_draining && (idle || (m_running == 0 && !m_registered)))
            break;
        waitFor(*m_socket, m_replies.descriptor(), std::min(m_heartbeatMs / 2, m_options.firstReconnectMs));
    }
    if (m_registered)
        (void)sendPacket(*m_socket, {}, Leaving{});
    m_socket->set(zmq::sockopt::linger, static_cast<int>(kFlushMs));
    m_socket.reset();
    m_done = true;
}

void WorkerHost::turn()
{
    receiveAll();
    for (StepReply &reply : m_replies.takeAll()) {
        m_current.erase({reply.receipt.messageSeq, reply.receipt.nonce});
        m_waiting.push_back(std::move(reply));
        --m_running;
    }
    sendWaiting();
    beat();
    if (isSilent()) {
        m_reconnectMs =
            std::min(m_registered ? m_options.firstReconnectMs : m_reconnectMs * 2, m_options.longestReconnectMs);
        connectAnew();
    }
}

// A new socket and with it a new random identity: a dispatcher that still holds the old one ends its leases.
void WorkerHost::connectAnew()
{
    m_socket = std::make_unique<zmq::socket_t>(m_pipes.context(), zmq::socket_type::dealer);
    applyLimits(*m_socket);
    m_socket->set(zmq::sockopt::immediate, 1); // nothing is queued for a dispatcher that is not there
    m_socket->set(zmq::sockopt::reconnect_ivl, 100);
    m_socket->set(zmq::sockopt::reconnect_ivl_max, 5'000);
    if (!m_options.serverKey.isEmpty()) {
        m_socket->set(zmq::sockopt::curve_serverkey, m_options.serverKey.toStdString());
        m_socket->set(zmq::sockopt::curve_publickey, m_options.keys.publicKey.toStdString());
        m_socket->set(zmq::sockopt::curve_secretkey, m_options.keys.secretKey.toStdString());
    }
    m_socket->connect(m_options.endpoint.toStdString());
    m_registered = false;
    m_saidLeaving = false;
    m_lastHeardMs = m_environment.steadyMs();
    m_lastBeatMs = 0; // say Hello at the next turn
}

void WorkerHost::receiveAll()
{
    while (const auto incoming = receivePacket(*m_socket, false)) {
        m_lastHeardMs = m_environment.steadyMs();
        if (incoming->packet)
            handle(*incoming->packet);
    }
}

void WorkerHost::handle(const Packet &packet)
{
    if (const auto *welcome = std::get_if<Welcome>(&packet)) {
        m_registered = true;
        m_heartbeatMs = welcome->heartbeatMs;
        m_reconnectMs = m_options.firstReconnectMs;
    } else if (const auto *task = std::get_if<StepTask>(&packet)) {
        startTask(*task);
    } else if (std::holds_alternative<Stranger>(packet)) {
        m_registered = false;
        m_saidLeaving = false;
        m_lastBeatMs = 0;
    }
}

void WorkerHost::startTask(const StepTask &task)
{
    if (!m_current.insert({task.receipt.messageSeq, task.receipt.nonce}).second)
        return; // doubled on its way: once is enough
    ++m_running;
    (void)QtConcurrent::run(
        &m_pool, [this, task] { m_replies.post(runStep(task, m_language, m_image, m_interrupt.get_token())); });
}

void WorkerHost::sendWaiting()
{
    while (m_registered && !m_waiting.empty() && sendPacket(*m_socket, {}, m_waiting.front()))
        m_waiting.pop_front();
    if (m_registered && m_draining && !m_saidLeaving)
        m_saidLeaving = sendPacket(*m_socket, {}, Leaving{});
}

void WorkerHost::beat()
{
    const qint64 now = m_environment.steadyMs();
    if (now - m_lastBeatMs < m_heartbeatMs)
        return;
    if (m_registered) {
        (void)sendPacket(*m_socket, {}, Ping{});
    } else if (!m_draining) {
        const Hello hello{m_options.name, QStringLiteral(REMIRAI_VERSION), m_options.slotCount, m_options.steps};
        (void)sendPacket(*m_socket, {}, hello);
    }
    m_lastBeatMs = now;
}

// Registered: a few heartbeats without an answer. Not registered: the reconnect interval, which grows.
bool WorkerHost::isSilent() const
{
    const qint64 silence = m_environment.steadyMs() - m_lastHeardMs;
    return silence > (m_registered ? m_heartbeatMs * m_options.liveness : m_reconnectMs);
}

} // namespace remirai
