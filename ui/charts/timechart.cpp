// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timechart.h"

#include "ui/text/format.h"
#include "ui/widgets/pieces.h"

#include <QEvent>
#include <QMouseEvent>
#include <cmath>
#include <qcustomplot.h>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPanelLines = 6; // of text, at least: a legend, and a scale that can be read
constexpr double kLogFloor = 1; // a logarithmic axis has no zero: what is less than one unit lies on its floor

QString figureText(double value, const QString &unit)
{
    if (std::isnan(value))
        return kNothing;
    if (unit == u"ms")
        return durationText(std::llround(value));
    if (unit == u"/s")
        return rateText(value);
    return countText(std::llround(value));
}

void styleAxis(QCPAxis &axis, const Colors &colors, const QFont &font)
{
    axis.setBasePen(QPen(colors.line));
    axis.setTickPen(QPen(colors.line));
    axis.setSubTickPen(Qt::NoPen);
    axis.setTickLabelColor(colors.soft);
    axis.setTickLabelFont(font);
    axis.grid()->setPen(QPen(mixed(colors.surface, colors.line, 0.6)));
    axis.grid()->setZeroLinePen(Qt::NoPen);
    axis.grid()->setSubGridVisible(false);
}

} // namespace

TimeChart::TimeChart(std::vector<ChartPanel> panels, QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot)
    , m_note(wrappedLabel(QString(), "soft"))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_note);
    layout->addWidget(m_plot, 1);
    m_note->hide();
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(2);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setFocusPolicy(Qt::NoFocus);
    auto *margins = new QCPMarginGroup(m_plot);
    int row = 0;
    for (const ChartPanel &panel : panels) {
        build(panel, row);
        m_panels.back().area->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
        row += 2;
    }
    m_panels.back().area->axis(QCPAxis::atBottom)->setTickLabels(true);
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent *event) {
        readAt(m_panels.front().area->axis(QCPAxis::atBottom)->pixelToCoord(event->pos().x()));
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    applyColors();
}

void TimeChart::build(const ChartPanel &what, int row)
{
    Panel panel;
    panel.what = what;
    panel.legend = new QCPTextElement(m_plot, what.title);
    panel.legend->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    m_plot->plotLayout()->addElement(row, 0, panel.legend);
    panel.area = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(row + 1, 0, panel.area);
    m_plot->plotLayout()->setRowStretchFactor(row, 0.001);
    QCPAxis *bottom = panel.area->axis(QCPAxis::atBottom);
    QCPAxis *left = panel.area->axis(QCPAxis::atLeft);
    const QSharedPointer<QCPAxisTickerDateTime> times(new QCPAxisTickerDateTime);
    times->setDateTimeFormat(u"HH:mm:ss"_s);
    bottom->setTicker(times);
    bottom->setTickLabels(false);
    left->ticker()->setTickCount(3);
    if (what.logarithmic) {
        left->setScaleType(QCPAxis::stLogarithmic);
        left->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
        left->setNumberFormat(u"eb"_s);
        left->setNumberPrecision(0);
    }
    for (int i = 0; i < what.lines; ++i)
        panel.graphs.push_back(m_plot->addGraph(bottom, left));
    panel.cursor = new QCPItemStraightLine(m_plot);
    panel.cursor->setClipAxisRect(panel.area);
    for (auto *point : {panel.cursor->point1, panel.cursor->point2}) {
        point->setAxisRect(panel.area);
        point->setAxes(bottom, left);
        point->setTypeX(QCPItemPosition::ptPlotCoords);
        point->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    panel.cursor->setVisible(false);
    m_panels.push_back(std::move(panel));
}

void TimeChart::setLines(size_t panel, const std::vector<ChartLine> &lines)
{
    Panel &into = m_panels[panel];
    for (size_t i = 0; i < into.graphs.size(); ++i) {
        const bool there = i < lines.size();
        into.graphs[i]->setName(there ? lines[i].name : QString());
        if (!there) {
            into.graphs[i]->data()->clear();
            continue;
        }
        QVector<double> values = lines[i].values;
        if (into.what.logarithmic) {
            for (double &value : values)
                value = value < kLogFloor ? kLogFloor : value;
        }
        into.graphs[i]->setData(lines[i].seconds, values, true);
        QPen pen = into.graphs[i]->pen();
        pen.setStyle(lines[i].dashed ? Qt::DashLine : Qt::SolidLine);
        into.graphs[i]->setPen(pen);
    }
    rescale(into);
}

void TimeChart::rescale(Panel &panel)
{
    double most = panel.what.logarithmic ? 1'000 : 1;
    for (const QCPGraph *graph : panel.graphs) {
        for (const QCPGraphData &point : *graph->data()) {
            if (!std::isnan(point.value))
                most = std::max(most, point.value);
        }
    }
    panel.area->axis(QCPAxis::atLeft)
        ->setRange(panel.what.logarithmic ? kLogFloor : 0, panel.what.logarithmic ? most * 3 : most * 1.12);
    writeLegend(panel, m_to);
}

void TimeChart::setRange(double fromSeconds, double toSeconds)
{
    m_from = fromSeconds;
    m_to = toSeconds;
    for (const Panel &panel : m_panels) {
        panel.area->axis(QCPAxis::atBottom)->setRange(m_from, m_to);
        const auto ticker = panel.area->axis(QCPAxis::atBottom)->ticker().dynamicCast<QCPAxisTickerDateTime>();
        ticker->setDateTimeFormat(m_to - m_from > 86'400      ? u"MMM d HH:mm"_s
                                      : m_to - m_from > 1'800 ? u"HH:mm"_s
                                                              : u"HH:mm:ss"_s);
    }
}

void TimeChart::redraw()
{
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void TimeChart::setNote(const QString &note)
{
    setPlainText(m_note, note);
    m_note->setVisible(!note.isEmpty());
}

void TimeChart::readAt(double seconds)
{
    const bool inside = seconds >= m_from && seconds <= m_to;
    for (Panel &panel : m_panels) {
        panel.cursor->setVisible(inside);
        panel.cursor->point1->setCoords(seconds, 0);
        panel.cursor->point2->setCoords(seconds, 1);
        writeLegend(panel, inside ? seconds : m_to);
    }
}

void TimeChart::writeLegend(Panel &panel, double seconds)
{
    QStringList parts;
    for (const QCPGraph *graph : panel.graphs) {
        if (graph->name().isEmpty() || graph->data()->isEmpty())
            continue;
        auto point = graph->data()->findEnd(seconds, false);
        if (point != graph->data()->constBegin())
            --point;
        while (std::isnan(point->value) && point != graph->data()->constBegin() && seconds >= m_to)
            --point;
        parts << graph->name() + u' ' + figureText(point->value, panel.what.unit);
    }
    panel.legend->setText(panel.what.title + (parts.isEmpty() ? QString() : u"    "_s + parts.join(u"    "_s)));
}

void TimeChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyColors();
}

void TimeChart::applyColors()
{
    const Colors &colors = colorsOf(palette());
    QFont smaller = font();
    smaller.setPixelSize(qMax(9, fontInfo().pixelSize() - 2));
    m_plot->setBackground(QBrush(colors.surface));
    m_plot->setMinimumSize(80, QFontMetrics(smaller).height() * kPanelLines * static_cast<int>(m_panels.size()));
    for (Panel &panel : m_panels) {
        for (const QCPAxis::AxisType type : {QCPAxis::atBottom, QCPAxis::atLeft})
            styleAxis(*panel.area->axis(type), colors, smaller);
        panel.legend->setTextColor(colors.soft);
        panel.legend->setFont(smaller);
        panel.cursor->setPen(QPen(colors.faint, 1, Qt::DashLine));
        for (size_t i = 0; i < panel.graphs.size(); ++i) {
            QPen pen(colors.series(static_cast<int>(i)), 1.6);
            pen.setStyle(panel.graphs[i]->pen().style());
            panel.graphs[i]->setPen(pen);
        }
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace remirai::ui
