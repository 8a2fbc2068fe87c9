// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/theme/colors.h"

#include <QPainterPath>
#include <algorithm>

namespace remirai::ui {

namespace {

double peakOf(const QVector<double> &values)
{
    return values.isEmpty() ? 0 : *std::max_element(values.begin(), values.end());
}

} // namespace

void paintSparkline(QPainter &painter, const QRectF &area, const QVector<double> &values, const QColor &color)
{
    if (values.size() < 2)
        return;
    const double peak = std::max(peakOf(values), 1e-9);
    const double step = area.width() / static_cast<double>(values.size() - 1);
    QPolygonF line;
    for (qsizetype i = 0; i < values.size(); ++i)
        line << QPointF(area.left() + step * static_cast<double>(i),
                        area.bottom() - std::max(0.0, values.at(i)) / peak * area.height());
    QPainterPath fill;
    fill.addPolygon(line);
    fill.lineTo(area.bottomRight());
    fill.lineTo(area.bottomLeft());
    fill.closeSubpath();
    QColor wash = color;
    wash.setAlphaF(0.12F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(fill, wash);
    painter.setPen(QPen(color, 1.5));
    painter.drawPolyline(line);
}

void paintBars(QPainter &painter, const QRectF &area, const QVector<double> &values, const QColor &color)
{
    const double peak = peakOf(values);
    if (peak <= 0)
        return;
    const double step = area.width() / static_cast<double>(values.size());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (values.at(i) <= 0)
            continue;
        const double height = std::max(2.0, values.at(i) / peak * area.height());
        const QRectF bar(area.left() + step * static_cast<double>(i), area.bottom() - height, std::max(1.0, step - 1),
                         height);
        painter.fillRect(bar, color);
    }
}

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void Sparkline::setValues(QVector<double> values)
{
    if (m_values == values)
        return;
    m_values = std::move(values);
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSparkline(painter, QRectF(rect()).adjusted(1, 3, -1, -2), m_values, colorsOf(palette()).accent);
}

} // namespace remirai::ui
