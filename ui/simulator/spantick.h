// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <qcustomplot.h>

namespace remirai::ui {

// Ticks of an axis in the unit of a simulated figure: spans step by whole seconds, minutes, hours and days ("15 min",
// "2 h"), everything else by 1, 2 or 5 times a power of ten ("40 k").
class SpanTicker : public QCPAxisTicker
{
public:
    explicit SpanTicker(QString unit)
        : m_unit(std::move(unit))
    { }

protected:
    double getTickStep(const QCPRange &range) override;
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale &locale, QChar formatChar, int precision) override;

private:
    const QString m_unit;
};

} // namespace remirai::ui
