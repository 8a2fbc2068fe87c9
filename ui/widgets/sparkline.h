// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPainter>
#include <QVector>
#include <QWidget>

namespace remirai::ui {

// A line of values over equal steps, from zero to its own maximum. One look: is it rising?
void paintSparkline(QPainter &painter, const QRectF &area, const QVector<double> &values, const QColor &color);
// The same as bars, for counts in buckets.
void paintBars(QPainter &painter, const QRectF &area, const QVector<double> &values, const QColor &color);

class Sparkline : public QWidget
{
public:
    explicit Sparkline(QWidget *parent = nullptr);
    void setValues(QVector<double> values);
    QSize sizeHint() const override { return {120, 28}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVector<double> m_values;
};

} // namespace remirai::ui
