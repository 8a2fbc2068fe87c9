// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/sockets.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace remirai {

namespace {

constexpr int kHighWaterMark = 2'000; // packets a peer: more than any worker has slots
constexpr int kTransportHeartbeatMs = 5'000;
constexpr int kTransportTimeoutMs = 15'000;

bool sendFrame(zmq::socket_t &socket, const QByteArray &bytes, bool more)
{
    const auto flags = zmq::send_flags::dontwait | (more ? zmq::send_flags::sndmore : zmq::send_flags::none);
    try {
        return socket.send(zmq::buffer(bytes.constData(), static_cast<size_t>(bytes.size())), flags).has_value();
    } catch (const zmq::error_t &) {
        return false; // EHOSTUNREACH: the peer has gone
    }
}

} // namespace

void applyLimits(zmq::socket_t &socket)
{
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::sndhwm, kHighWaterMark);
    socket.set(zmq::sockopt::rcvhwm, kHighWaterMark);
    socket.set(zmq::sockopt::maxmsgsize, kMaxPacketBytes);
    socket.set(zmq::sockopt::heartbeat_ivl, kTransportHeartbeatMs);
    socket.set(zmq::sockopt::heartbeat_timeout, kTransportTimeoutMs);
}

// A multipart message is accepted or refused with its first frame, so a packet is never half sent.
bool sendPacket(zmq::socket_t &socket, const QByteArray &route, const Packet &packet)
{
    const Frames frames = encode(packet);
    if (!route.isEmpty() && !sendFrame(socket, route, true))
        return false;
    return sendFrame(socket, frames.kind, true) && sendFrame(socket, frames.header, true)
        && sendFrame(socket, frames.payload, false);
}

std::optional<Incoming> receivePacket(zmq::socket_t &socket, bool withRoute)
{
    std::array<QByteArray, 4> parts;
    size_t count = 0;
    bool more = true;
    while (more) {
        zmq::message_t frame;
        if (!socket.recv(frame, zmq::recv_flags::dontwait))
            return std::nullopt;
        if (count < parts.size())
            parts[count] = QByteArray(frame.data<char>(), static_cast<qsizetype>(frame.size()));
        ++count;
        more = frame.more();
    }
    const size_t first = withRoute ? 1 : 0;
    Incoming incoming{withRoute ? parts[0] : QByteArray(), Packet(Ping{})};
    if (count == first + 3)
        incoming.packet = decode({parts[first], parts[first + 1], parts[first + 2]});
    else
        incoming.packet = Error{ErrorCode::InvalidArgument, QStringLiteral("a packet has three frames"), {}};
    return incoming;
}

void waitFor(zmq::socket_t &socket, int descriptor, qint64 timeoutMs)
{
    std::array<zmq::pollitem_t, 2> items{{{socket.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, descriptor, ZMQ_POLLIN, 0}}};
    try {
        zmq::poll(items.data(), items.size(), std::chrono::milliseconds(std::max<qint64>(0, timeoutMs)));
    } catch (const zmq::error_t &) {
        // EINTR: the caller looks at everything anyway
    }
}

} // namespace remirai
