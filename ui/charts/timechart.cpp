// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timechart.h"

#include "ui/simulator/lazyplot.h"
#include "ui/text/format.h"
#include "ui/widgets/pieces.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

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

// Powers of ten of milliseconds, as times.
class DurationTicker : public QCPAxisTickerLog
{
protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return durationText(std::llround(tick)); }
};

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
    , m_plot(new LazyPlot)
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
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(u"History"_s);
    auto *margins = new QCPMarginGroup(m_plot);
    int row = 0;
    for (const ChartPanel &panel : panels) {
        build(panel, row);
        m_panels.back().area->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
        rescale(m_panels.back());
        row += 2;
    }
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent *event) {
        readAt(m_panels.front().area->axis(QCPAxis::atBottom)->pixelToCoord(event->pos().x()));
    });
    applyColors();
}

void TimeChart::build(const ChartPanel &what, int row)
{
    Panel panel;
    panel.what = what;
    buildLegend(panel, row);
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
        left->setTicker(QSharedPointer<DurationTicker>::create());
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

void TimeChart::buildLegend(Panel &panel, int row)
{
    auto *legend = new QCPLayoutGrid;
    m_plot->plotLayout()->addElement(row, 0, legend);
    legend->setColumnSpacing(4);
    const auto add = [&](std::vector<QCPTextElement *> &to, const QString &text) {
        auto *element = new QCPTextElement(m_plot, text);
        element->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
        element->setMargins(QMargins(0, 0, &to == &panel.words ? 10 : 0, 0));
        legend->addElement(0, legend->columnCount(), element);
        legend->setColumnStretchFactor(legend->columnCount() - 1, 0.001);
        to.push_back(element);
    };
    add(panel.words, panel.what.title);
    for (int i = 0; i < panel.what.lines; ++i) {
        add(panel.signs, {});
        add(panel.words, {});
    }
    legend->addElement(0, legend->columnCount(), new QCPLayoutElement(m_plot)); // takes the rest of the width
}

void TimeChart::setLines(size_t panel, const std::vector<ChartLine> &lines)
{
    Panel &into = m_panels[panel];
    into.values.assign(into.graphs.size(), {});
    for (size_t i = 0; i < into.graphs.size(); ++i) {
        const bool there = i < lines.size();
        into.graphs[i]->setName(there ? lines[i].name : QString());
        if (!there) {
            into.graphs[i]->data()->clear();
            continue;
        }
        QVector<double> values = lines[i].values;
        into.values[i] = values;
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
    double most = panel.what.logarithmic ? 1'000 : panel.what.unit.isEmpty() ? 4 : 1; // no tick at half a message
    for (const QCPGraph *graph : panel.graphs) {
        for (const QCPGraphData &point : *graph->data()) {
            if (!std::isnan(point.value))
                most = std::max(most, point.value);
        }
    }
    panel.area->axis(QCPAxis::atLeft)
        ->setRange(panel.what.logarithmic ? kLogFloor : 0, panel.what.logarithmic ? most * 3 : most * 1.12);
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
    m_panels.back().area->axis(QCPAxis::atBottom)->setTickLabels(true); // until now there was no time to tell
}

void TimeChart::redraw()
{
    readAt(m_at); // what one reads stays while new data come
}

void TimeChart::setNote(const QString &note)
{
    setPlainText(m_note, note);
    m_note->setVisible(!note.isEmpty());
}

void TimeChart::readAt(double seconds)
{
    m_at = seconds;
    const bool inside = seconds >= m_from && seconds <= m_to;
    QStringList readings{momentText(std::llround((inside ? seconds : m_to) * 1'000), std::llround(m_to * 1'000))};
    for (Panel &panel : m_panels) {
        panel.cursor->setVisible(inside);
        panel.cursor->point1->setCoords(seconds, 0);
        panel.cursor->point2->setCoords(seconds, 1);
        readings << writeLegend(panel, inside ? seconds : m_to);
    }
    setAccessibleDescription(readings.join(u"; "_s));
    m_plot->drawSoon();
}

void TimeChart::keyPressEvent(QKeyEvent *event)
{
    const double step = (m_to - m_from) / 100;
    const double at = m_at >= m_from && m_at <= m_to ? m_at : m_to;
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        readAt(std::clamp(at + (event->key() == Qt::Key_Left ? -step : step), m_from, m_to));
    else if (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)
        readAt(event->key() == Qt::Key_Home ? m_from : m_to);
    else
        QWidget::keyPressEvent(event);
}

void TimeChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    applyColors();
}

void TimeChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    applyColors();
}

QString TimeChart::writeLegend(Panel &panel, double seconds)
{
    QStringList parts{panel.what.title};
    for (size_t i = 0; i < panel.graphs.size(); ++i) {
        const QCPGraph *graph = panel.graphs[i];
        const bool isThere = !graph->name().isEmpty() && !graph->data()->isEmpty();
        QString text;
        if (isThere) {
            auto point = graph->data()->findEnd(seconds, false) - graph->data()->constBegin();
            point = std::max<decltype(point)>(0, point - 1);
            while (std::isnan(panel.values[i][point]) && point > 0 && seconds >= m_to)
                --point;
            text = graph->name() + u' ' + figureText(panel.values[i][point], panel.what.unit);
            parts << text;
        }
        panel.signs[i]->setText(isThere ? u"━━"_s : QString());
        panel.words[i + 1]->setText(text);
    }
    return parts.join(u' ');
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
        if (hasFocus())
            panel.area->axis(QCPAxis::atBottom)->setBasePen(QPen(colors.accent, 2)); // where the keys go
        for (QCPTextElement *element : panel.words) {
            element->setTextColor(colors.soft);
            element->setFont(smaller);
        }
        panel.cursor->setPen(QPen(colors.faint, 1, Qt::DashLine));
        for (size_t i = 0; i < panel.graphs.size(); ++i) {
            QPen pen(colors.series(static_cast<int>(i)), 1.6);
            pen.setStyle(panel.graphs[i]->pen().style());
            panel.graphs[i]->setPen(pen);
            panel.signs[i]->setTextColor(pen.color());
            panel.signs[i]->setFont(smaller);
        }
    }
    m_plot->drawSoon();
}

} // namespace remirai::ui
