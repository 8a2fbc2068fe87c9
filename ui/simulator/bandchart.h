// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>
#include <vector>

class QCPItemText;
class QLabel;

namespace remirai::ui {

class LazyPlot;

// One line of a chart over simulated time. NaN breaks it.
struct BandCurve
{
    QString name;
    size_t color = 0; // index of curveColor()
    bool dashed = false; // a preview
    double stepSeconds = 1; // between samples, the first of which is at one step
    std::vector<float> middle;
    std::vector<float> low; // 5 %; empty = no band
    std::vector<float> high; // 95 %
};

// A titled chart of curves with their bands, in the colours of the palette. The pointer, or Left and Right when it has
// the focus, reads the values at an instant. At most 1,500 points a curve are drawn; a spike of one sample is kept.
class BandChart : public QWidget
{
    Q_OBJECT

public:
    // `unit` as in sim::metricKind(): "s", "jobs", "1/s", "money" …
    BandChart(QString title, QString unit, QWidget *parent = nullptr);

    void setCurves(std::vector<BandCurve> curves, const QString &currency);
    void setEmptyText(const QString &text); // instead of curves
    void showNames(bool shown); // of the curves, while nothing is read; for charts without a legend beside them
    const std::vector<BandCurve> &curves() const { return m_curves; }
    const QString &title() const { return m_title; }
    QString reading() const; // what stands above the chart

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void nameIt();
    void redraw();
    void drawCurve(const BandCurve &curve);
    void dress();
    QString namesText() const;
    void readAt(double seconds); // negative: nowhere

    const QString m_title;
    const QString m_unit;
    QString m_currency;
    std::vector<BandCurve> m_curves;
    LazyPlot *m_plot = nullptr;
    QCPItemText *m_empty = nullptr;
    QLabel *m_caption = nullptr;
    QLabel *m_reading = nullptr;
    double m_at = -1;
    bool m_names = false;
};

} // namespace remirai::ui
