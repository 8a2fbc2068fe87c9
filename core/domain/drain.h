// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace remirai {

// Whether a queue will empty by itself.
enum class DrainVerdict {
    Clears, // at today's rates the backlog reaches zero (an empty queue clears in 0 ms)
    Stalled, // nothing completes, or arrivals and completions balance while a backlog stands
    Growing, // arrivals outrun completions
};

struct DrainInput
{
    qint64 backlog = 0;
    double arrivalsPerSecond = 0;
    double completionsPerSecond = 0;
};

struct Drain
{
    DrainVerdict verdict = DrainVerdict::Clears;
    std::optional<qint64> clearsInMs; // only for Clears

    bool operator==(const Drain &) const = default;
};

// The sign of (completions − arrivals) decides; differences under 1 % of the larger rate count as balance, as noise
// would otherwise promise a recovery in weeks.
Drain drainVerdict(const DrainInput &input);

// How long a message that is sent now waits for its turn: what stands before it, at today's rate of completions. Later
// arrivals stand behind it, so they count for the drain, not for the wait. Nothing when nothing completes.
std::optional<qint64> expectedWaitMs(const DrainInput &input);

QString toString(DrainVerdict verdict);

} // namespace remirai
