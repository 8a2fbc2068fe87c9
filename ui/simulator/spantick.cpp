// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/spantick.h"

#include "sim/report/figures.h"

#include <array>
#include <cmath>

namespace remirai::ui {

namespace {

constexpr double kTicks = 5;
constexpr std::array kSpans{1.0,      2.0,      5.0,       10.0,      15.0,      30.0,       60.0,     120.0,
                            300.0,    600.0,    900.0,     1'800.0,   3'600.0,   7'200.0,    14'400.0, 21'600.0,
                            43'200.0, 86'400.0, 172'800.0, 345'600.0, 604'800.0, 1'209'600.0};

} // namespace

double SpanTicker::getTickStep(const QCPRange &range)
{
    const double raw = range.size() / kTicks;
    if (m_unit == QLatin1String("s") && raw > 0.5) {
        for (const double span : kSpans) {
            if (span >= raw)
                return span;
        }
    }
    if (!(raw > 0) || !std::isfinite(raw))
        return 1;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= raw)
            return factor * power;
    }
    return 10 * power;
}

QString SpanTicker::getTickLabel(double tick, const QLocale &, QChar, int)
{
    if (std::abs(tick) < 1e-12)
        return QStringLiteral("0");
    if (m_unit == QLatin1String("s"))
        return sim::spanText(tick);
    if (std::abs(tick) >= 1e6)
        return QString::number(tick / 1e6, 'g', 4) + QStringLiteral(" M");
    if (std::abs(tick) >= 1e4)
        return QString::number(tick / 1e3, 'g', 4) + QStringLiteral(" k");
    return QString::number(tick, 'g', 4);
}

} // namespace remirai::ui
