// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/retry.h"

#include <algorithm>

namespace remirai {

qint64 backoffMs(const RetryPolicy &policy, int failures, double unit)
{
    const int doublings = std::clamp(failures - 1, 0, 40);
    const qint64 factor = qint64(1) << doublings;
    const qint64 ceiling = policy.baseMs > policy.capMs / factor ? policy.capMs : policy.baseMs * factor;
    return static_cast<qint64>(unit * static_cast<double>(ceiling));
}

RetryDecision afterFailure(const RetryPolicy &policy, int failures, bool permanent, double unit)
{
    if (permanent || failures >= policy.maxAttempts)
        return {RetryVerdict::DeadLetter, 0};
    return {RetryVerdict::Again, backoffMs(policy, failures, unit)};
}

qint64 snoozeMs(qint64 retryAfterMs, double unit)
{
    const qint64 asked = std::clamp<qint64>(retryAfterMs, 1'000, kMaxSnoozeMs);
    return asked + static_cast<qint64>(unit * static_cast<double>(asked) / 4);
}

} // namespace remirai
