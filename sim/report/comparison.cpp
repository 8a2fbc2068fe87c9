// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/comparison.h"

#include "sim/report/figures.h"
#include "sim/stats/scalars.h"

#include <cmath>

namespace remirai::sim {

Estimate pairedDifference(const VariantResult &base, const VariantResult &other, int scalar)
{
    std::vector<double> differences;
    const auto index = static_cast<size_t>(scalar);
    for (size_t i = 0; i < std::min(base.values.size(), other.values.size()); ++i)
        differences.push_back(other.values[i][index] - base.values[i][index]);
    return estimate(std::move(differences));
}

QString comparisonText(const ExperimentResult &result)
{
    QString text;
    const VariantResult &base = result.variants.front();
    for (size_t i = 1; i < result.variants.size(); ++i) {
        const VariantResult &other = result.variants[i];
        text += QStringLiteral("%1 − %2 (paired by replication, mean ± 95 %)\n").arg(other.name, base.name);
        for (const int scalar : headline(result)) {
            const ScalarKind &kind = scalarKinds()[static_cast<size_t>(scalar)];
            const Estimate difference = pairedDifference(base, other, scalar);
            if (difference.count == 0)
                continue;
            const bool certain = std::abs(difference.mean) > difference.halfWidth;
            const QString sign = difference.mean < 0 ? QStringLiteral("−") : QStringLiteral("+");
            Estimate size = difference;
            size.mean = std::abs(size.mean);
            text += QStringLiteral("  %1 %2%3%4\n")
                        .arg(kind.name.toString(), -20)
                        .arg(sign, figure(size, kind.unit, base.currency),
                             certain ? QString() : QStringLiteral("   (no certain difference)"));
        }
    }
    return text;
}

} // namespace remirai::sim
