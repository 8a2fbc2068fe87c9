// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/drain.h"

#include <algorithm>
#include <cmath>

namespace remirai {

Drain drainVerdict(const DrainInput &input)
{
    if (input.backlog <= 0)
        return {DrainVerdict::Clears, 0};
    const double net = input.completionsPerSecond - input.arrivalsPerSecond;
    const double noise = 0.01 * std::max(input.completionsPerSecond, input.arrivalsPerSecond);
    if (net > noise && net > 0)
        return {DrainVerdict::Clears, std::llround(static_cast<double>(input.backlog) / net * 1000.0)};
    if (net < -noise)
        return {DrainVerdict::Growing, std::nullopt};
    return {DrainVerdict::Stalled, std::nullopt};
}

std::optional<qint64> expectedWaitMs(const DrainInput &input)
{
    if (input.backlog <= 0)
        return 0;
    if (input.completionsPerSecond <= 0)
        return std::nullopt;
    return std::llround(static_cast<double>(input.backlog) / input.completionsPerSecond * 1000.0);
}

QString toString(DrainVerdict verdict)
{
    switch (verdict) {
    case DrainVerdict::Clears:
        return QStringLiteral("clears");
    case DrainVerdict::Stalled:
        return QStringLiteral("stalled");
    case DrainVerdict::Growing:
        return QStringLiteral("growing");
    }
    Q_UNREACHABLE();
}

} // namespace remirai
