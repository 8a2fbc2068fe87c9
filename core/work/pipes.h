// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <zmq.hpp>

namespace remirai {

// ZeroMQ's context: what the sockets of one process live in, and what inproc:// endpoints are known to. Outlives every
// part that is given it; those close their sockets when they stop.
class Pipes
{
public:
    zmq::context_t &context() { return m_context; }

private:
    zmq::context_t m_context{1};
};

} // namespace remirai
