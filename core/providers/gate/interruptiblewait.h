// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <stop_token>

namespace remirai {

// Blocks the calling thread for `ms` of real time; false as soon as `stop` is requested.
bool waitFor(qint64 ms, const std::stop_token &stop);

} // namespace remirai
