// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace remirai {

// Whether bringing dead letters back does any good. Pure rules of a careful redrive: a few first, then see how they
// end, then the rest ever faster, and stop when too many die again.

// How those that were brought back stand.
struct ItemTally
{
    qint64 total = 0;
    qint64 diedAgain = 0;
    qint64 pending = 0; // neither dead again nor through

    qint64 ended() const { return total - pending; }
};

inline constexpr double kUsualRedeathRatio = 0.5; // of canaries, when nobody said one
inline constexpr qint64 kCanaryPatienceMs = 600'000;
inline constexpr qint64 kFewestForRatio = 5; // that have to have ended before a ratio means anything

enum class CanaryVerdict { Wait, GoOn, Stop };
struct CanaryDecision
{
    CanaryVerdict verdict = CanaryVerdict::Wait;
    QString note; // for Stop: why
};
// Go on as soon as all have ended and few enough died again; stop as soon as too many have, or when they take longer
// than kCanaryPatienceMs.
CanaryDecision judgeCanary(const ItemTally &tally, std::optional<double> ratio, qint64 waitedMs);

// Why the ramp has to stop; nothing while it may go on.
std::optional<QString> redeathNote(const ItemTally &tally, std::optional<double> ratio);

// Items a second at `sinceMs` after the ramp began: from a thirtieth up to `rate` in thirty seconds when a canary went
// first (`isCareful`), `rate` at once otherwise. 0 = without limit.
double rampRate(double rate, bool isCareful, qint64 sinceMs);
// How long `items` take at that pace.
qint64 rampDurationMs(qint64 items, double rate, bool isCareful);

} // namespace remirai
