// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/figures.h"

#include "core/domain/units.h"
#include "sim/stats/scalars.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace remirai::sim {

QString spanText(double seconds)
{
    if (std::isinf(seconds))
        return QStringLiteral("never");
    if (seconds < 0.0995)
        return QString::number(seconds * 1000, 'g', 3) + QStringLiteral(" ms");
    return formatDuration(std::chrono::milliseconds(std::llround(seconds * 1000)));
}

// Two digits of a small share; 'g' would write "4.8e-05".
static QString percentText(double share)
{
    const double percent = share * 100;
    if (percent > 0 && percent < 0.001)
        return QStringLiteral("< 0.001 %");
    const bool isTiny = percent > 0 && percent < 0.1;
    const QString text = isTiny ? QString::number(percent, 'f', percent < 0.01 ? 4 : 3)
                                : QString::number(percent, 'g', percent > 0 && percent < 10 ? 2 : 4);
    return text + QStringLiteral(" %");
}

QString figure(double value, QStringView unit, const QString &currency)
{
    const QLocale english(QLocale::English);
    if (std::isnan(value))
        return QStringLiteral("–");
    if (unit == u"s")
        return spanText(value);
    if (unit == u"share")
        return percentText(value);
    if (unit == u"money")
        return english.toString(value, 'f', std::abs(value) < 1 ? 4 : 2) + u' ' + currency;
    if (std::abs(value) < 10 && value != std::floor(value))
        return QString::number(value, 'g', 3);
    return english.toString(value, 'f', 0);
}

QString figure(const Estimate &estimate, QStringView unit, const QString &currency)
{
    const QString mean = figure(estimate.mean, unit, currency);
    if (estimate.count < 2 || !(estimate.halfWidth > 1e-6 * std::abs(estimate.mean))) // nothing but rounding
        return mean;
    const QString half = figure(estimate.halfWidth, unit, currency).section(u' ', 0, unit == u"s" ? -1 : 0);
    const bool any = std::any_of(half.begin(), half.end(), [](QChar c) { return c > u'0' && c <= u'9'; });
    if (!any && std::isfinite(estimate.halfWidth))
        return mean; // "± 0.0000" says less than nothing
    return mean + QStringLiteral(" ± ") + half + (unit == u"share" ? QStringLiteral(" %") : QString());
}

std::vector<int> headline(const ExperimentResult &result)
{
    std::vector<int> shown;
    for (const QStringView name : {QStringView(u"submitted"),
                                   QStringView(u"resubmitted"),
                                   QStringView(u"rejected_share"),
                                   QStringView(u"gave_up"),
                                   QStringView(u"ready"),
                                   QStringView(u"answered_share"),
                                   QStringView(u"abandoned_share"),
                                   QStringView(u"depth_max"),
                                   QStringView(u"depth_max_at"),
                                   QStringView(u"depth_end"),
                                   QStringView(u"recovery"),
                                   QStringView(u"wait_mean"),
                                   QStringView(u"time_to_ready_p50"),
                                   QStringView(u"time_to_ready_p95"),
                                   QStringView(u"time_to_ready_p99"),
                                   QStringView(u"api_latency_p99"),
                                   QStringView(u"slots_max"),
                                   QStringView(u"slots_mean"),
                                   QStringView(u"utilisation"),
                                   QStringView(u"calls"),
                                   QStringView(u"retries"),
                                   QStringView(u"snoozed"),
                                   QStringView(u"lease_ends"),
                                   QStringView(u"wasted_share"),
                                   QStringView(u"dead_letters"),
                                   QStringView(u"dead_letter_share"),
                                   QStringView(u"expired"),
                                   QStringView(u"cancelled"),
                                   QStringView(u"polls"),
                                   QStringView(u"cost"),
                                   QStringView(u"cost_per_ready")}) {
        const int index = scalarIndex(name);
        const bool any =
            std::any_of(result.variants.begin(), result.variants.end(), [index](const VariantResult &variant) {
                const Estimate &estimate = variant.scalars[static_cast<size_t>(index)];
                return (estimate.count > 0 && (estimate.least != 0 || estimate.most != 0));
            });
        if (any)
            shown.push_back(index);
    }
    return shown;
}

} // namespace remirai::sim
