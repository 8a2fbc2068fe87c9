// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"

#include <QVector>
#include <QWidget>
#include <vector>

class QCPAxisRect;
class QCPGraph;
class QCPItemStraightLine;
class QCPTextElement;
class QLabel;

namespace remirai::ui {

class LazyPlot;

// A line of a panel: its name and unit, and the points, seconds since 1970 and values; NaN breaks the line.
struct ChartLine
{
    QString name;
    QVector<double> seconds;
    QVector<double> values;
    bool dashed = false;
};

struct ChartPanel
{
    QString title;
    QString unit; // behind a figure: "ms", "/s"
    bool logarithmic = false;
    int lines = 0; // how many it will hold
};

// Panels one below the other on one time axis, so that causes stand above their effects. The pointer, or the arrow
// keys, read all values at a time. Times are local.
class TimeChart : public QWidget
{
public:
    explicit TimeChart(std::vector<ChartPanel> panels, QWidget *parent = nullptr);

    void setLines(size_t panel, const std::vector<ChartLine> &lines);
    void setRange(double fromSeconds, double toSeconds);
    void redraw(); // after the data of all panels
    void setNote(const QString &note); // instead of lines: why there are none
    QString reading() const { return accessibleDescription(); } // at the time that is read, else the latest

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Panel
    {
        ChartPanel what;
        QCPAxisRect *area = nullptr;
        std::vector<QCPGraph *> graphs;
        std::vector<QCPTextElement *> signs; // in the colours of the graphs
        std::vector<QCPTextElement *> words; // the title, then of each graph its name and what it reads
        std::vector<QVector<double>> values; // of each graph, as they came
        QCPItemStraightLine *cursor = nullptr;
    };
    void build(const ChartPanel &what, int row);
    void buildLegend(Panel &panel, int row);
    void applyColors();
    void rescale(Panel &panel);
    void readAt(double seconds);
    QString writeLegend(Panel &panel, double seconds); // what it reads there

    LazyPlot *m_plot;
    QLabel *m_note;
    std::vector<Panel> m_panels;
    double m_from = 0;
    double m_to = 1;
    double m_at = -1; // where one reads, outside of the range: nowhere
};

} // namespace remirai::ui
