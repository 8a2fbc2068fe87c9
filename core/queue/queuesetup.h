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
// and slot limits that an operator set are kept, and so is what only SQS's clients set.
Result<Queue> ensureQueue(Transaction &tx, const QString &name, const QueueSettings &settings);

inline constexpr qint64 kMaxQueues = 1'000; // each costs the once-a-second sweep and look a little

// Makes a queue of the given settings, on its own. Conflict when the name is taken, Unavailable, naming the field
// `queues`, above kMaxQueues.
Result<Queue> makeQueue(Transaction &tx, const Queue &queue);
// Ends a queue: nobody finds it from now on, and its messages are erased bit by bit. Queues that buried their spent
// messages in it keep them until it is made again.
Status endQueue(Transaction &tx, const Queue &queue);
// The next bite of that erasing; how many messages went.
Result<qint64> eraseEnded(Transaction &tx, int limit);

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
