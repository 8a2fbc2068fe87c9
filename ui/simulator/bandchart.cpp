// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/bandchart.h"

#include "sim/report/figures.h"
#include "ui/simulator/chartcolors.h"
#include "ui/simulator/lazyplot.h"
#include "ui/simulator/spantick.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>
#include <cmath>

namespace remirai::ui {

namespace {

constexpr size_t kPoints = 1'500;
constexpr int kBandAlpha = 46;
constexpr int kLines = 9; // of text, at least

struct Points
{
    QVector<double> keys;
    QVector<double> values;
};

// Columns keep their largest value, so that a short spike does not vanish; `least` keeps the smallest instead.
Points thinned(const std::vector<float> &values, double stepSeconds, bool least = false)
{
    Points points;
    const size_t columns = std::min(values.size(), kPoints);
    for (size_t column = 0; column < columns; ++column) {
        const size_t from = column * values.size() / columns;
        const size_t to = (column + 1) * values.size() / columns;
        double kept = std::nan("");
        for (size_t i = from; i < to; ++i)
            kept = least ? std::fmin(kept, double(values[i])) : std::fmax(kept, double(values[i]));
        points.keys << static_cast<double>(to) * stepSeconds;
        points.values << kept;
    }
    return points;
}

double valueAt(const BandCurve &curve, double seconds)
{
    const auto i = static_cast<qsizetype>(std::lround(seconds / curve.stepSeconds)) - 1;
    if (i < 0 || i >= static_cast<qsizetype>(curve.middle.size()))
        return std::nan("");
    return double(curve.middle[static_cast<size_t>(i)]);
}

} // namespace

BandChart::BandChart(QString title, QString unit, QWidget *parent)
    : QWidget(parent)
    , m_title(std::move(title))
    , m_unit(std::move(unit))
    , m_plot(new LazyPlot(this))
    , m_caption(new QLabel(this))
    , m_reading(new QLabel(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(m_title);
    QFont bold = m_caption->font();
    bold.setBold(true);
    m_caption->setFont(bold);
    m_reading->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_reading->setTextFormat(Qt::RichText);
    m_reading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *head = new QHBoxLayout;
    head->addWidget(m_caption);
    head->addWidget(m_reading, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(4, 4, 4, 4);
    column->setSpacing(2);
    column->addLayout(head);
    column->addWidget(m_plot, 1);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMinimumSize(80, 60); // it complains of buffers without a size
    m_plot->xAxis->setTicker(QSharedPointer<SpanTicker>::create(QStringLiteral("s")));
    m_plot->yAxis->setTicker(QSharedPointer<SpanTicker>::create(m_unit));
    m_empty = new QCPItemText(m_plot);
    m_empty->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_empty->position->setCoords(0.5, 0.5);
    m_empty->setText(tr("nothing to show yet"));
    connect(m_plot, &QCustomPlot::mouseMove, this,
            [this](const QMouseEvent *event) { readAt(m_plot->xAxis->pixelToCoord(event->position().x())); });
    nameIt();
    dress();
    redraw();
}

void BandChart::nameIt()
{
    const QString unit = m_unit == QLatin1String("money") ? m_currency : m_unit;
    // A chart of times has its unit at each tick, one of slots in its title.
    const bool isSaid = unit.isEmpty() || unit == QLatin1String("s") || m_title.toLower().contains(unit);
    m_caption->setText(isSaid ? m_title : QStringLiteral("%1 (%2)").arg(m_title, unit));
}

void BandChart::setEmptyText(const QString &text)
{
    m_empty->setText(text);
}

void BandChart::setCurves(std::vector<BandCurve> curves, const QString &currency)
{
    m_curves = std::move(curves);
    m_currency = currency;
    nameIt();
    redraw();
    readAt(m_at);
}

void BandChart::showNames(bool shown)
{
    m_names = shown;
    readAt(m_at);
}

QString BandChart::reading() const
{
    return accessibleDescription();
}

QString BandChart::namesText() const
{
    QStringList names;
    for (const BandCurve &curve : m_curves)
        names << QStringLiteral("<span style='color:%1'>━━</span> %2")
                     .arg(curveColor(curve.color, palette()).name(), curve.name.toHtmlEscaped());
    return names.join(QStringLiteral(" &nbsp; "));
}

void BandChart::redraw()
{
    m_plot->clearGraphs();
    double mostX = m_curves.empty() ? 1 : 1e-9;
    double mostY = 0;
    for (const BandCurve &curve : m_curves) {
        drawCurve(curve);
        mostX = std::max(mostX, static_cast<double>(curve.middle.size()) * curve.stepSeconds);
        for (const auto *values : {&curve.middle, &curve.high}) {
            for (const float value : *values)
                mostY = std::isfinite(value) ? std::max(mostY, double(value)) : mostY;
        }
    }
    m_empty->setVisible(m_curves.empty());
    for (QCPAxis *axis : {m_plot->xAxis, m_plot->yAxis})
        axis->setTickLabels(!m_curves.empty()); // of a range that means nothing
    m_plot->xAxis->setRange(0, mostX);
    m_plot->yAxis->setRange(0, mostY > 0 ? mostY * 1.06 : 1);
    m_plot->drawSoon();
}

void BandChart::drawCurve(const BandCurve &curve)
{
    const QColor color = curveColor(curve.color, palette());
    if (!curve.high.empty()) {
        const Points low = thinned(curve.low, curve.stepSeconds, true);
        const Points high = thinned(curve.high, curve.stepSeconds);
        QCPGraph *lower = m_plot->addGraph();
        QCPGraph *upper = m_plot->addGraph();
        lower->setData(low.keys, low.values, true);
        upper->setData(high.keys, high.values, true);
        lower->setPen(Qt::NoPen);
        upper->setPen(Qt::NoPen);
        QColor fill = color;
        fill.setAlpha(kBandAlpha);
        upper->setBrush(fill);
        upper->setChannelFillGraph(lower);
    }
    const Points middle = thinned(curve.middle, curve.stepSeconds);
    QCPGraph *line = m_plot->addGraph();
    line->setData(middle.keys, middle.values, true);
    line->setPen(QPen(color, curve.dashed ? 1.2 : 1.8, curve.dashed ? Qt::DashLine : Qt::SolidLine));
}

// Everything that has a colour, from the palette.
void BandChart::dress()
{
    const QColor faint = faintColor(palette());
    m_plot->axisRect()->setMinimumMargins(QMargins(0, 0, fontMetrics().averageCharWidth() * 4, 0)); // the last label
    m_plot->setMinimumHeight(fontMetrics().height() * kLines);
    m_plot->setBackground(palette().color(QPalette::Base));
    m_empty->setColor(faint);
    m_empty->setFont(font());
    QColor rule = palette().color(QPalette::Text);
    rule.setAlpha(34);
    for (QCPAxis *axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setBasePen(QPen(faint));
        axis->setTickPen(QPen(faint));
        axis->setTickLabelColor(faint);
        axis->setTickLabelFont(font());
        axis->grid()->setPen(QPen(rule));
        axis->grid()->setZeroLinePen(QPen(rule));
    }
}

void BandChart::readAt(double seconds)
{
    m_at = seconds;
    QStringList parts;
    const double most = m_plot->xAxis->range().upper;
    if (seconds >= 0 && seconds <= most) {
        for (const BandCurve &curve : m_curves) {
            const double value = valueAt(curve, seconds);
            if (!std::isnan(value))
                parts << (m_curves.size() > 1 ? QString(curve.name + u' ') : QString())
                        + sim::figure(value, m_unit, m_currency);
        }
        parts.prepend(sim::spanText(seconds));
    }
    const QString reading = parts.join(QStringLiteral(" · "));
    m_reading->setText(parts.isEmpty() && m_names ? namesText() : reading.toHtmlEscaped());
    m_reading->setToolTip(reading);
    setAccessibleDescription(reading);
}

void BandChart::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        dress();
        redraw();
        readAt(m_at);
    }
    QWidget::changeEvent(event);
}

void BandChart::keyPressEvent(QKeyEvent *event)
{
    const double most = m_plot->xAxis->range().upper;
    const double step = most / 100;
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        return readAt(std::clamp(std::max(m_at, 0.0) + (event->key() == Qt::Key_Left ? -step : step), 0.0, most));
    if (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)
        return readAt(event->key() == Qt::Key_Home ? step : most);
    QWidget::keyPressEvent(event);
}

void BandChart::focusInEvent(QFocusEvent *event)
{
    m_plot->xAxis->setBasePen(QPen(palette().color(QPalette::Highlight), 2)); // where the keys go
    m_plot->drawSoon();
    QWidget::focusInEvent(event);
}

void BandChart::focusOutEvent(QFocusEvent *event)
{
    dress();
    m_plot->drawSoon();
    QWidget::focusOutEvent(event);
}

} // namespace remirai::ui
