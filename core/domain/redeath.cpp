// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/redeath.h"

#include "core/domain/units.h"

#include <algorithm>
#include <cmath>

namespace remirai {

namespace {

constexpr double kRampMs = 30'000;

QString diedNote(const ItemTally &tally)
{
    return QStringLiteral("%1 of %2 that ended died again").arg(tally.diedAgain).arg(tally.ended());
}

} // namespace

CanaryDecision judgeCanary(const ItemTally &tally, std::optional<double> ratio, qint64 waitedMs)
{
    const double most = ratio.value_or(kUsualRedeathRatio) * static_cast<double>(tally.total);
    if (static_cast<double>(tally.diedAgain) > most)
        return {CanaryVerdict::Stop, QStringLiteral("the canary failed: ") + diedNote(tally)};
    if (tally.pending == 0)
        return {CanaryVerdict::GoOn, {}};
    if (waitedMs < kCanaryPatienceMs)
        return {CanaryVerdict::Wait, {}};
    return {CanaryVerdict::Stop,
            QStringLiteral("after %1, %2 of %3 canaries have not ended")
                .arg(formatDuration(std::chrono::milliseconds(kCanaryPatienceMs)))
                .arg(tally.pending)
                .arg(tally.total)};
}

std::optional<QString> redeathNote(const ItemTally &tally, std::optional<double> ratio)
{
    if (!ratio || tally.ended() < kFewestForRatio)
        return std::nullopt;
    if (static_cast<double>(tally.diedAgain) <= *ratio * static_cast<double>(tally.ended()))
        return std::nullopt;
    return diedNote(tally);
}

double rampRate(double rate, bool isCareful, qint64 sinceMs)
{
    if (!isCareful || rate <= 0)
        return rate;
    const double share = (static_cast<double>(std::max<qint64>(0, sinceMs)) + 1'000) / kRampMs;
    return rate * std::min(1.0, share);
}

qint64 rampDurationMs(qint64 items, double rate, bool isCareful)
{
    if (rate <= 0 || items <= 0)
        return 0;
    const double wanted = static_cast<double>(items) / rate * 1'000; // at the full rate
    if (!isCareful)
        return std::llround(wanted);
    // Until t the ramp lets pass what the full rate would in ((t + 1 s)² − 1 s²) / (2 · 30 s).
    constexpr double kStartMs = 1'000;
    const double rampEnd = kRampMs - kStartMs;
    const double duringRamp = (kRampMs * kRampMs - kStartMs * kStartMs) / (2 * kRampMs);
    if (wanted >= duringRamp)
        return std::llround(rampEnd + wanted - duringRamp);
    return std::llround(std::sqrt(wanted * 2 * kRampMs + kStartMs * kStartMs) - kStartMs);
}

} // namespace remirai
