// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <array>
#include <optional>

namespace remirai {

// How long messages waited from sending to their first receive, as counts in fixed buckets, so that any two spans of
// time and any two servers add up. Bucket i ends at 2^(i/2) ms: a percentile is right to about a fifth, from 1 ms to
// twelve days.
inline constexpr int kWaitBuckets = 61;
using WaitCounts = std::array<qint64, kWaitBuckets>;

int waitBucket(qint64 waitMs); // negative counts as 0, what is too long as the last
double waitBucketEndMs(int bucket);

// The wait that a share of `quantile` stayed below, interpolated within its bucket; nothing when nothing was counted.
std::optional<double> waitPercentileMs(const WaitCounts &counts, double quantile);

// What was counted since `before`; a counter that fell back counts as nothing.
WaitCounts waitsSince(const WaitCounts &now, const WaitCounts &before);

} // namespace remirai
