// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "core/work/packets.h"

#include <optional>
#include <zmq.hpp>

namespace remirai {

// What every socket of ours gets before it binds or connects: no lingering at close, bounded queues and messages, and
// transport heartbeats that notice a half-open TCP connection.
void applyLimits(zmq::socket_t &socket);

// Never blocks. False when it cannot be delivered now: no such peer (any more), or its queue is full. `route` is the
// peer's routing id on a ROUTER, empty on a DEALER.
bool sendPacket(zmq::socket_t &socket, const QByteArray &route, const Packet &packet);

struct Incoming
{
    QByteArray route; // empty on a DEALER
    Result<Packet> packet; // an error for what is no packet of ours
};
// The next packet that is here already, if any.
std::optional<Incoming> receivePacket(zmq::socket_t &socket, bool withRoute);

// Waits until the socket or the descriptor has something, at most `timeoutMs`.
void waitFor(zmq::socket_t &socket, int descriptor, qint64 timeoutMs);

} // namespace remirai
