// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace remirai {

// Exponential backoff with full jitter: a uniform wait in [0, min(cap, base · 2^(failures-1))].
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
struct RetryPolicy
{
    int maxAttempts = 5; // the queue's max_receive_count
    qint64 baseMs = 1'000;
    qint64 capMs = 60'000;
};

enum class RetryVerdict { Again, DeadLetter };

struct RetryDecision
{
    RetryVerdict verdict = RetryVerdict::Again;
    qint64 delayMs = 0; // before the message is visible again; 0 for DeadLetter
};

// `failures` counts failed attempts so far, this one included; snoozes are not failures. `unit` is uniform in [0, 1).
qint64 backoffMs(const RetryPolicy &policy, int failures, double unit);
RetryDecision afterFailure(const RetryPolicy &policy, int failures, bool permanent, double unit);

// A provider's 429 or 529: wait as it asks (at most maxSnoozeMs, at least 1 s) plus up to a quarter of jitter, spend no
// attempt.
inline constexpr qint64 kMaxSnoozeMs = 120'000;
qint64 snoozeMs(qint64 retryAfterMs, double unit);

} // namespace remirai
