// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/gate/interruptiblewait.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace remirai {

bool waitFor(qint64 ms, const std::stop_token &stop)
{
    if (ms <= 0)
        return !stop.stop_requested();
    std::mutex mutex;
    std::condition_variable_any condition;
    std::unique_lock lock(mutex);
    condition.wait_for(lock, stop, std::chrono::milliseconds(ms), [] { return false; });
    return !stop.stop_requested();
}

} // namespace remirai
