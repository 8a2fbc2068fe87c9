// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/waits.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace remirai {

int waitBucket(qint64 waitMs)
{
    if (waitMs <= 1)
        return 0;
    const double exact = 2 * std::log2(static_cast<double>(waitMs));
    const int bucket = static_cast<int>(std::ceil(exact - 1e-9)); // a bucket's end belongs to it
    return std::min(bucket, kWaitBuckets - 1);
}

double waitBucketEndMs(int bucket)
{
    return std::exp2(static_cast<double>(bucket) / 2);
}

std::optional<double> waitPercentileMs(const WaitCounts &counts, double quantile)
{
    const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), qint64{0}));
    if (total <= 0)
        return std::nullopt;
    const double wanted = quantile * total;
    double before = 0;
    for (int i = 0; i < kWaitBuckets; ++i) {
        const auto inside = static_cast<double>(counts[static_cast<size_t>(i)]);
        if (inside > 0 && before + inside >= wanted) {
            const double low = i == 0 ? 0 : waitBucketEndMs(i - 1);
            return low + (waitBucketEndMs(i) - low) * std::clamp((wanted - before) / inside, 0.0, 1.0);
        }
        before += inside;
    }
    return waitBucketEndMs(kWaitBuckets - 1);
}

WaitCounts waitsSince(const WaitCounts &now, const WaitCounts &before)
{
    WaitCounts since{};
    for (size_t i = 0; i < since.size(); ++i)
        since[i] = std::max<qint64>(0, now[i] - before[i]);
    return since;
}

} // namespace remirai
