// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/apicontext.h"

namespace remirai {

// Everything that other parts count, as Prometheus metrics; queues and sagas as of the monitor's last look. Any thread.
std::vector<Reading> readingsOf(const ApiContext &context);

} // namespace remirai
