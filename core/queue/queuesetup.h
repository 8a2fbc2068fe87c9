// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/queuestore.h"

namespace remirai {

struct QueueSettings
{
    qint64 visibilityTimeoutMs = 30'000;
    qint64 delayMs = 0;
    qint64 retentionMs = 4 * 86'400'000LL;
    int maxReceiveCount = 5; // 0 = messages are never moved, and there is no dead-letter queue
    int minSlots = 0;
    int maxSlots = 0;
};

// Unprocessable with the setting's name in `field` when a value is outside what SQS allows.
Status checkSettings(const QueueSettings &settings);

// Makes the queue and its dead-letter queue `<name>-dlq`, or brings the settings of an existing one up to date. Pausing
// and slot limits that an operator set are kept.
Result<Queue> ensureQueue(Transaction &tx, const QString &name, const QueueSettings &settings);

// What an operator may change while it runs.
struct QueuePatch
{
    std::optional<bool> paused;
    std::optional<int> minSlots;
    std::optional<int> maxSlots;
};
inline constexpr int kMaxSlotsPerQueue = 1'000;
// Applies the patch and records who did it and why. NotFound, Unprocessable.
Result<Queue> patchQueue(Transaction &tx, const QString &name, const QueuePatch &patch, const QString &actor);

} // namespace remirai
