// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/simulator/runlist.h"

#include <QWidget>
#include <map>

class QGridLayout;
class QLabel;
class QTableWidget;

namespace remirai::ui {

class BandChart;

struct ShownPreview
{
    QString name;
    sim::Preview fluid;
};

// Charts over time, thresholds and figures: of the instant preview (dashed), and of runs with their bands.
class ResultView : public QWidget
{
    Q_OBJECT

public:
    explicit ResultView(QWidget *parent = nullptr);

    void setPreviews(std::vector<ShownPreview> previews, const QString &currency);
    void setShown(std::vector<ShownVariant> shown);
    const std::vector<ShownVariant> &shown() const { return m_shown; }
    const BandChart *chart(sim::Metric metric) const;
    QString thresholds() const; // as text
    const QTableWidget *figures() const { return m_figures; }

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeCharts(); // in two columns where there is room
    void redraw();
    void drawLegend();
    void fillFigures();
    void copyFigures() const; // all of them, as a spreadsheet takes them

    std::vector<ShownPreview> m_previews;
    std::vector<ShownVariant> m_shown;
    std::map<sim::Metric, BandChart *> m_charts;
    QString m_currency; // of the scenario that is edited
    QGridLayout *m_grid = nullptr;
    int m_columns = 0; // of charts
    QLabel *m_legend = nullptr;
    QLabel *m_thresholds = nullptr;
    QTableWidget *m_figures = nullptr;
};

} // namespace remirai::ui
