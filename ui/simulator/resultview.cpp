// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/resultview.h"

#include "sim/report/figures.h"
#include "sim/stats/scalars.h"
#include "ui/simulator/bandchart.h"
#include "ui/simulator/chartcolors.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QShortcut>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace remirai::ui {

namespace {

using sim::Metric;

constexpr std::array kCharts{Metric::Depth,    Metric::TimeToReady, Metric::Cost,
                             Metric::Arrivals, Metric::Slots,       Metric::ApiLatency};

constexpr int kTwoCharts = 80; // characters: where a chart beside another can still be read

const std::vector<float> *previewOf(const sim::Preview &fluid, Metric metric)
{
    if (metric == Metric::Depth)
        return &fluid.depth;
    if (metric == Metric::TimeToReady)
        return &fluid.secondsToReady;
    if (metric == Metric::Cost)
        return &fluid.costSoFar;
    if (metric == Metric::Arrivals)
        return &fluid.arrivals;
    return metric == Metric::Slots ? &fluid.slotCount : nullptr;
}

// A spike of minutes beside the preview of a day would be a line on its axis.
bool isOfOneSpan(const sim::Preview &fluid, const std::vector<ShownVariant> &shown)
{
    const double previewed = static_cast<double>(fluid.sampleNs) * static_cast<double>(fluid.depth.size());
    return std::all_of(shown.begin(), shown.end(), [previewed](const ShownVariant &one) {
        const double ratio = static_cast<double>(one.variant().horizonNs) / previewed;
        return ratio > 0.5 && ratio < 2;
    });
}

QString colored(const QColor &color, const QString &text)
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(color.name(), text);
}

} // namespace

ResultView::ResultView(QWidget *parent)
    : QWidget(parent)
    , m_legend(new QLabel(this))
    , m_thresholds(new QLabel(this))
    , m_figures(new QTableWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_legend->setWordWrap(true);
    m_legend->setAccessibleName(tr("Legend"));
    m_thresholds->setWordWrap(true);
    m_thresholds->setAccessibleName(tr("Thresholds"));
    column->addWidget(m_thresholds);
    column->addWidget(m_legend);
    m_grid = new QGridLayout;
    for (const Metric metric : kCharts) {
        const sim::MetricKind &kind = sim::metricKind(metric);
        m_charts[metric] = new BandChart(kind.title.toString(), kind.unit.toString(), this);
        m_charts[metric]->setObjectName(kind.name.toString());
    }
    placeCharts();
    column->addLayout(m_grid, 1);
    m_figures->setAccessibleName(tr("Figures"));
    m_figures->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_figures->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_figures->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_figures->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_figures->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_figures->setMinimumHeight(fontMetrics().height() * 12);
    m_figures->hide();
    auto *copy = new QShortcut(QKeySequence::Copy, m_figures);
    copy->setContext(Qt::WidgetShortcut);
    connect(copy, &QShortcut::activated, this, &ResultView::copyFigures);
    column->addWidget(m_figures);
}

void ResultView::placeCharts()
{
    const int columns = width() < fontMetrics().averageCharWidth() * kTwoCharts ? 1 : 2;
    if (m_columns == columns)
        return;
    m_columns = columns;
    int place = 0;
    for (const Metric metric : kCharts) {
        m_grid->removeWidget(m_charts[metric]);
        m_grid->addWidget(m_charts[metric], place / columns, place % columns);
        ++place;
    }
}

void ResultView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeCharts();
}

void ResultView::setPreviews(std::vector<ShownPreview> previews, const QString &currency)
{
    m_currency = currency;
    m_previews = std::move(previews);
    redraw();
}

void ResultView::setShown(std::vector<ShownVariant> shown)
{
    m_shown = std::move(shown);
    redraw();
    fillFigures();
}

const BandChart *ResultView::chart(Metric metric) const
{
    const auto found = m_charts.find(metric);
    return found == m_charts.end() ? nullptr : found->second;
}

QString ResultView::thresholds() const
{
    return m_thresholds->text();
}

void ResultView::redraw()
{
    for (const auto &[metric, chart] : m_charts) {
        std::vector<BandCurve> curves;
        for (size_t i = 0; i < m_shown.size(); ++i) {
            const sim::VariantResult &variant = m_shown[i].variant();
            const sim::Band &band = variant.series[static_cast<size_t>(metric)];
            curves.push_back({m_shown[i].label, i, false, static_cast<double>(variant.sampleNs) * 1e-9, band.mean,
                              variant.replications > 1 ? band.p05 : std::vector<float>(),
                              variant.replications > 1 ? band.p95 : std::vector<float>()});
        }
        for (size_t i = 0; i < m_previews.size(); ++i) {
            const auto *line = previewOf(m_previews[i].fluid, metric);
            if (line && isOfOneSpan(m_previews[i].fluid, m_shown))
                curves.push_back({tr("preview of %1").arg(m_previews[i].name),
                                  i,
                                  true,
                                  static_cast<double>(m_previews[i].fluid.sampleNs) * 1e-9,
                                  *line,
                                  {},
                                  {}});
        }
        chart->setVisible(!curves.empty()); // the preview knows nothing of the API
        chart->setCurves(std::move(curves), m_currency);
    }
    drawLegend();
}

void ResultView::drawLegend()
{
    QStringList legend;
    QStringList lines; // of thresholds, one a variant
    for (size_t i = 0; i < m_shown.size(); ++i) {
        legend << colored(curveColor(i, palette()), QStringLiteral("━━ ")) + m_shown[i].label.toHtmlEscaped();
        QStringList judged;
        if (m_shown[i].result->cancelled) // what was stopped has not failed
            continue;
        for (const sim::ThresholdResult &result : m_shown[i].variant().thresholds) {
            const int index = sim::scalarIndex(result.threshold.metric);
            const QStringView unit = index < 0 ? u"s" : sim::scalarKinds()[static_cast<size_t>(index)].unit;
            const QString text =
                QStringLiteral("%1 %2 %3 (%4)")
                    .arg(result.pass ? QStringLiteral("✓") : QStringLiteral("✗"), result.threshold.metric,
                         result.threshold.text, sim::figure(result.observed, unit, m_shown[i].variant().currency));
            judged << colored(result.pass ? goodColor(palette()) : badColor(palette()), text.toHtmlEscaped());
        }
        const QString label =
            m_shown.size() > 1 ? QString(m_shown[i].label.toHtmlEscaped() + QStringLiteral(": ")) : QString();
        if (!judged.isEmpty())
            lines << label + judged.join(QStringLiteral(" &nbsp; "));
    }
    for (size_t i = 0; i < m_previews.size(); ++i) {
        if (!isOfOneSpan(m_previews[i].fluid, m_shown))
            continue;
        legend << colored(curveColor(i, palette()), QStringLiteral("╌╌ "))
                + tr("preview of %1").arg(m_previews[i].name).toHtmlEscaped();
    }
    m_legend->setText(legend.join(QStringLiteral(" &nbsp; ")));
    m_thresholds->setText(lines.join(QStringLiteral("<br>")));
    m_thresholds->setVisible(!lines.isEmpty());
}

void ResultView::fillFigures()
{
    m_figures->setVisible(!m_shown.empty());
    m_figures->clear();
    const sim::ExperimentResult all = combined(m_shown);
    const std::vector<int> rows = sim::headline(all);
    m_figures->setRowCount(static_cast<int>(rows.size()));
    m_figures->setColumnCount(static_cast<int>(m_shown.size()));
    QStringList names;
    for (const ShownVariant &shown : m_shown)
        names << shown.label;
    m_figures->setHorizontalHeaderLabels(names);
    for (size_t row = 0; row < rows.size(); ++row) {
        const sim::ScalarKind &kind = sim::scalarKinds()[static_cast<size_t>(rows[row])];
        auto *header = new QTableWidgetItem(kind.name.toString().replace(u'_', u' '));
        header->setToolTip(kind.meaning.toString());
        m_figures->setVerticalHeaderItem(static_cast<int>(row), header);
        for (size_t column = 0; column < m_shown.size(); ++column) {
            const sim::VariantResult &variant = m_shown[column].variant();
            const sim::Estimate &estimate = variant.scalars[static_cast<size_t>(rows[row])];
            auto *item = new QTableWidgetItem(sim::figure(estimate, kind.unit, variant.currency));
            item->setToolTip(tr("5 – 95 % of runs: %1 – %2")
                                 .arg(sim::figure(estimate.p05, kind.unit, variant.currency),
                                      sim::figure(estimate.p95, kind.unit, variant.currency)));
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_figures->setItem(static_cast<int>(row), static_cast<int>(column), item);
        }
    }
}

void ResultView::copyFigures() const
{
    QString text;
    for (int column = 0; column < m_figures->columnCount(); ++column)
        text += u'\t' + m_figures->horizontalHeaderItem(column)->text();
    for (int row = 0; row < m_figures->rowCount(); ++row) {
        text += u'\n' + m_figures->verticalHeaderItem(row)->text();
        for (int column = 0; column < m_figures->columnCount(); ++column)
            text += u'\t' + m_figures->item(row, column)->text();
    }
    QApplication::clipboard()->setText(text);
}

void ResultView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        drawLegend();
    if (event->type() == QEvent::FontChange)
        placeCharts();
    QWidget::changeEvent(event);
}

} // namespace remirai::ui
