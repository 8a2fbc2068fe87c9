// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/zaphandler.h"

#include "core/work/sockets.h"

#include <array>

namespace remirai {

namespace {

constexpr int kPollMs = 100;

// Request: version, request id, domain, address, identity, mechanism, credentials…
struct ZapRequest
{
    QByteArray version;
    QByteArray id;
    QByteArray mechanism;
    QByteArray credential;
};

std::optional<ZapRequest> receiveRequest(zmq::socket_t &socket)
{
    QByteArrayList parts;
    zmq::message_t frame;
    do {
        if (!socket.recv(frame, zmq::recv_flags::dontwait))
            return std::nullopt;
        parts << QByteArray(frame.data<char>(), static_cast<qsizetype>(frame.size()));
    } while (frame.more());
    return ZapRequest{parts.value(0), parts.value(1), parts.value(5), parts.value(6)};
}

QByteArray toZ85(const QByteArray &key)
{
    std::array<char, 41> text{};
    if (key.size() != 32 || !zmq_z85_encode(text.data(), reinterpret_cast<const uint8_t *>(key.constData()), 32))
        return {};
    return QByteArray(text.data());
}

void sendReply(zmq::socket_t &socket, const QByteArray &id, bool accepted, const QByteArray &user)
{
    const QByteArray parts[] = {"1.0", id, accepted ? "200" : "400", accepted ? "OK" : "unknown key", user, {}};
    for (size_t i = 0; i < std::size(parts); ++i) {
        const auto flags = i + 1 < std::size(parts) ? zmq::send_flags::sndmore : zmq::send_flags::none;
        socket.send(zmq::buffer(parts[i].constData(), static_cast<size_t>(parts[i].size())), flags);
    }
}

} // namespace

ZapHandler::ZapHandler(Pipes &pipes, QList<QByteArray> authorizedKeys)
    : m_pipes(pipes)
    , m_authorizedKeys(std::move(authorizedKeys))
{ }

ZapHandler::~ZapHandler()
{
    stop();
}

Status ZapHandler::start()
{
    zmq::socket_t socket(m_pipes.context(), zmq::socket_type::rep);
    socket.set(zmq::sockopt::linger, 0);
    try {
        socket.bind("inproc://zeromq.zap.01");
    } catch (const zmq::error_t &error) {
        return Error{ErrorCode::Internal, QStringLiteral("ZAP: %1").arg(QString::fromUtf8(error.what())), {}};
    }
    m_thread = std::jthread([this, moved = std::move(socket)](const std::stop_token &stop) mutable {
        loop(stop, std::move(moved)); // the socket migrates with a full fence: the thread's start
    });
    return {};
}

void ZapHandler::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void ZapHandler::loop(const std::stop_token &stop, zmq::socket_t socket)
{
    while (!stop.stop_requested()) {
        zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
        zmq::poll(&item, 1, std::chrono::milliseconds(kPollMs));
        const auto request = receiveRequest(socket);
        if (!request)
            continue;
        const QByteArray key = toZ85(request->credential);
        const bool accepted = request->version == "1.0" && request->mechanism == "CURVE" && !key.isEmpty()
            && m_authorizedKeys.contains(key);
        m_refused += accepted ? 0 : 1;
        sendReply(socket, request->id, accepted, accepted ? key : QByteArray());
    }
}

} // namespace remirai
