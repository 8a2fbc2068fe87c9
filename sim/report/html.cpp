// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/figures.h"
#include "sim/report/files.h"
#include "sim/stats/scalars.h"

#include <QFile>
#include <algorithm>
#include <array>
#include <cmath>

static void registerReport()
{
    Q_INIT_RESOURCE(report);
}

namespace remirai::sim {

namespace {

constexpr size_t kColumns = 600; // more points than pixels help nobody
constexpr double kWidth = 640;
constexpr double kHeight = 220;
constexpr double kLeft = 62;
constexpr double kRight = 12;
constexpr double kTop = 12;
constexpr double kBottom = 26;

QString escaped(const QString &text)
{
    return text.toHtmlEscaped();
}

struct Line
{
    std::vector<double> middle;
    std::vector<double> low;
    std::vector<double> high;
};

// Columns keep their largest value and widest band: a spike of one sample must not vanish.
Line thinned(const Band &band)
{
    Line line;
    const size_t size = band.mean.size();
    const size_t columns = std::min(size, kColumns);
    for (size_t column = 0; column < columns; ++column) {
        const size_t from = column * size / columns;
        const size_t to = (column + 1) * size / columns;
        double middle = std::nan("");
        double low = std::nan("");
        double high = std::nan("");
        for (size_t i = from; i < to; ++i) {
            middle = std::fmax(middle, double(band.mean[i]));
            high = std::fmax(high, double(band.p95[i]));
            low = std::fmin(low, double(band.p05[i]));
        }
        line.middle.push_back(middle);
        line.low.push_back(low);
        line.high.push_back(high);
    }
    return line;
}

Line fluidLine(const std::vector<float> &values)
{
    Band band;
    band.mean = band.p05 = band.p95 = values;
    return thinned(band);
}

// About four steps up to `most`: whole minutes, hours or days for times, else 1, 2 or 5 times a power of ten.
double niceStep(double most, QStringView unit)
{
    const double raw = most / 4;
    if (unit == u"s" && raw > 1) {
        for (const double step :
             {2.0,     5.0,     10.0,    15.0,     30.0,     60.0,     120.0,    300.0,     600.0,     900.0,
              1'800.0, 3'600.0, 7'200.0, 14'400.0, 21'600.0, 43'200.0, 86'400.0, 172'800.0, 432'000.0, 864'000.0}) {
            if (step >= raw)
                return step;
        }
    }
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (factor * power >= raw)
            return factor * power;
    }
    return 10 * power;
}

struct Axes
{
    double mostX = 1; // s
    double mostY = 1;
    double x(double share) const { return kLeft + share * (kWidth - kLeft - kRight); }
    double y(double value) const { return kHeight - kBottom - value / mostY * (kHeight - kTop - kBottom); }
};

// `reach`: the share of the time axis that the values cover.
QString path(const Axes &axes, const std::vector<double> &values, double reach)
{
    QString d;
    bool pen = false;
    for (size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            pen = false;
            continue;
        }
        const double share = reach * (static_cast<double>(i) + 1) / static_cast<double>(values.size());
        d += QStringLiteral("%1%2 %3").arg(QLatin1String(pen ? "L" : "M"), QString::number(axes.x(share), 'f', 1),
                                           QString::number(axes.y(values[i]), 'f', 1));
        pen = true;
    }
    return d;
}

QString area(const Axes &axes, const Line &line, double reach)
{
    QString upper;
    QString lower;
    for (size_t i = 0; i < line.high.size(); ++i) {
        if (!std::isfinite(line.high[i]) || !std::isfinite(line.low[i]))
            continue;
        const double share = reach * (static_cast<double>(i) + 1) / static_cast<double>(line.high.size());
        const QString x = QString::number(axes.x(share), 'f', 1);
        upper += QStringLiteral("%1,%2 ").arg(x, QString::number(axes.y(line.high[i]), 'f', 1));
        lower.prepend(QStringLiteral("%1,%2 ").arg(x, QString::number(axes.y(line.low[i]), 'f', 1)));
    }
    return upper + lower;
}

QString axisText(double value, QStringView unit)
{
    if (unit == u"s")
        return value == 0 ? QStringLiteral("0") : spanText(value);
    if (value >= 1e6)
        return QString::number(value / 1e6, 'g', 4) + QStringLiteral(" M");
    return value >= 1e4 ? QString::number(value / 1e3, 'g', 4) + QStringLiteral(" k") : QString::number(value, 'g', 4);
}

QString grid(const Axes &axes, QStringView unit, double step)
{
    QString svg;
    for (double value = 0; value <= axes.mostY * 1.0001; value += step) {
        const QString y = QString::number(axes.y(value), 'f', 1);
        svg +=
            QStringLiteral("<line class='g' x1='%1' x2='%2' y1='%3' y2='%3'/>").arg(kLeft).arg(kWidth - kRight).arg(y);
        svg += QStringLiteral("<text class='t' x='%1' y='%2' text-anchor='end'>%3</text>")
                   .arg(kLeft - 6)
                   .arg(axes.y(value) + 4)
                   .arg(axisText(value, unit));
    }
    constexpr std::array kSteps{1.0,      2.0,      5.0,      10.0,     15.0,      30.0,
                                60.0,     300.0,    900.0,    1'800.0,  3'600.0,   7'200.0,
                                14'400.0, 21'600.0, 43'200.0, 86'400.0, 172'800.0, 604'800.0};
    const auto every = std::find_if(kSteps.begin(), kSteps.end(), [&](double s) { return axes.mostX / s <= 8; });
    const double stepX = every == kSteps.end() ? axes.mostX / 4 : *every;
    for (double at = 0; at <= axes.mostX * 1.0001; at += stepX) {
        const QString text = stepX >= 86'400 ? QStringLiteral("%1 d").arg(at / 86'400)
            : stepX >= 3'600                 ? QStringLiteral("%1 h").arg(at / 3'600)
            : stepX >= 60                    ? QStringLiteral("%1 min").arg(at / 60)
                                             : QStringLiteral("%1 s").arg(at);
        svg += QStringLiteral("<text class='t' x='%1' y='%2' text-anchor='middle'>%3</text>")
                   .arg(axes.x(at / axes.mostX))
                   .arg(kHeight - 8)
                   .arg(text);
    }
    return svg;
}

const std::vector<float> *fluidOf(const VariantResult &variant, Metric metric)
{
    if (metric == Metric::Depth)
        return &variant.preview.depth;
    if (metric == Metric::InFlight)
        return &variant.preview.inFlight;
    if (metric == Metric::Slots)
        return &variant.preview.slotCount;
    return metric == Metric::Completions ? &variant.preview.completions : nullptr;
}

// One chart: every variant's mean with its band, and the fluid preview dashed when there is one variant.
QString chart(const ExperimentResult &result, Metric metric)
{
    const auto index = static_cast<size_t>(metric);
    const MetricKind &kind = metricKind(metric);
    Axes axes;
    for (const VariantResult &variant : result.variants) // compared scenarios may end at different times
        axes.mostX = std::max(axes.mostX, static_cast<double>(variant.horizonNs) * 1e-9);
    double most = 0;
    std::vector<Line> lines;
    for (const VariantResult &variant : result.variants) {
        lines.push_back(thinned(variant.series[index]));
        for (const double value : lines.back().high)
            most = std::isfinite(value) ? std::max(most, value) : most;
    }
    if (most <= 0)
        return {};
    const double step = niceStep(most, kind.unit);
    axes.mostY = std::ceil(most / step) * step;
    QString svg = grid(axes, kind.unit, step);
    QString data;
    QStringList reaches;
    for (size_t i = 0; i < lines.size(); ++i) {
        const double reach = static_cast<double>(result.variants[i].horizonNs) * 1e-9 / axes.mostX;
        reaches << QString::number(reach, 'g', 6);
        svg += QStringLiteral("<polygon class='b c%1' points='%2'/>").arg(i % 6).arg(area(axes, lines[i], reach));
        svg += QStringLiteral("<path class='l c%1' d='%2'/>").arg(i % 6).arg(path(axes, lines[i].middle, reach));
        QStringList values;
        for (const double value : lines[i].middle)
            values << (std::isfinite(value) ? QString::number(value, 'g', 4) : QStringLiteral("null"));
        data += (i ? QStringLiteral(",[") : QStringLiteral("[")) + values.join(u',') + u']';
    }
    const std::vector<float> *fluid = lines.size() == 1 ? fluidOf(result.variants.front(), metric) : nullptr;
    if (fluid)
        svg += QStringLiteral("<path class='l f' d='%1'/>").arg(path(axes, fluidLine(*fluid).middle, 1));
    const QString shown = kind.unit == u"money" ? result.variants.front().currency : kind.unit.toString();
    const QString unit = kind.unit == u"s" ? QString() : QStringLiteral(" (%1)").arg(shown);
    return QStringLiteral(
               "<figure data-unit='%1' data-most='%2' data-reach='[%3]' data-lines='[%4]'><figcaption>%5</figcaption>"
               "<svg viewBox='0 0 %6 %7' role='img' aria-label='%8'>%9"
               "<line class='x' y1='%10' y2='%11' visibility='hidden'/></svg><output></output></figure>\n")
        .arg(kind.unit.toString(), QString::number(axes.mostX), reaches.join(u','), data, kind.title.toString() + unit)
        .arg(kWidth)
        .arg(kHeight)
        .arg(kind.title.toString(), svg)
        .arg(kTop)
        .arg(kHeight - kBottom);
}

QString figuresTable(const ExperimentResult &result)
{
    QString html = QStringLiteral("<table><thead><tr><th></th>");
    for (const VariantResult &variant : result.variants)
        html += QStringLiteral("<th colspan='2'>%1</th>").arg(escaped(variant.name));
    html += QStringLiteral("</tr><tr><th></th>");
    for (size_t i = 0; i < result.variants.size(); ++i)
        html += QStringLiteral("<th>mean ± 95 %</th><th>5 – 95 % of runs</th>");
    html += QStringLiteral("</tr></thead><tbody>");
    for (const int index : headline(result)) {
        const ScalarKind &kind = scalarKinds()[static_cast<size_t>(index)];
        html += QStringLiteral("<tr><th title='%1'>%2</th>")
                    .arg(escaped(kind.meaning.toString()), kind.name.toString().replace(u'_', u' '));
        for (const VariantResult &variant : result.variants) {
            const Estimate &estimate = variant.scalars[static_cast<size_t>(index)];
            const bool never = kind.name == u"recovery" && estimate.count == 0;
            html += QStringLiteral("<td>%1</td><td>%2 – %3</td>")
                        .arg(never ? QStringLiteral("not within the horizon")
                                   : figure(estimate, kind.unit, variant.currency),
                             figure(estimate.p05, kind.unit, variant.currency),
                             figure(estimate.p95, kind.unit, variant.currency));
        }
        html += QStringLiteral("</tr>\n");
    }
    return html + QStringLiteral("</tbody></table>");
}

QString verdicts(const ExperimentResult &result)
{
    QString html;
    for (size_t i = 0; i < result.variants.size(); ++i) {
        const VariantResult &variant = result.variants[i];
        html += QStringLiteral("<div class='verdict'><i class='c%1'></i><div><b>%2</b> %3<p>")
                    .arg(i % 6)
                    .arg(escaped(variant.name), escaped(variant.preflight.sentence));
        for (const ThresholdResult &threshold : variant.thresholds) {
            const int scalar = scalarIndex(threshold.threshold.metric);
            const QStringView unit = scalar < 0 ? QStringView(u"s") : scalarKinds()[static_cast<size_t>(scalar)].unit;
            html += QStringLiteral("<span class='%1'>%2 %3 %4: %5</span> ")
                        .arg(QLatin1String(threshold.pass ? "pass" : "fail"),
                             threshold.pass ? QStringLiteral("✓") : QStringLiteral("✗"),
                             escaped(threshold.threshold.metric), escaped(threshold.threshold.text),
                             figure(threshold.observed, unit, variant.currency));
        }
        html += QStringLiteral("</p></div></div>\n");
    }
    return html;
}

QString charts(const ExperimentResult &result)
{
    QString html;
    for (const Metric metric :
         {Metric::Depth, Metric::TimeToReady, Metric::Arrivals, Metric::Completions, Metric::Slots, Metric::InFlight,
          Metric::OldestAge, Metric::ApiLatency, Metric::ApiInstances, Metric::Rejections, Metric::Abandonments,
          Metric::Failures, Metric::Delayed, Metric::DeadLetters, Metric::Cost})
        html += chart(result, metric);
    return html;
}

} // namespace

QByteArray reportHtml(const ExperimentResult &result)
{
    registerReport();
    QFile frame(QStringLiteral(":/report/report.html"));
    if (result.variants.empty() || !frame.open(QIODevice::ReadOnly))
        return "<!doctype html><title>Nothing was simulated</title>";
    QString html = QString::fromUtf8(frame.readAll());
    const auto put = [&html](const char *mark, const QString &text) { html.replace(QLatin1String(mark), text); };
    QStringList names;
    for (const VariantResult &variant : result.variants)
        names << escaped(variant.name);
    put("@NAMES@", names.join(u'|'));
    put("@TITLE@", escaped(result.title));
    put("@DESCRIPTION@", escaped(result.description));
    QString notes;
    for (const QString &note : result.notes)
        notes +=
            QStringLiteral("<p class='note%1'>%2</p>\n")
                .arg(note.startsWith(QLatin1String("INVALID")) ? QStringLiteral(" bad") : QString(), escaped(note));
    put("@VERDICTS@", notes + verdicts(result));
    put("@CHARTS@", charts(result));
    put("@TABLE@", figuresTable(result));
    put("@FOOT@",
        QStringLiteral("Re:MirAI " REMIRAI_VERSION
                       " · scenario %1 · SHA-256 %2 · seed %3 · fingerprint %4 · %5 replications")
            .arg(escaped(result.name), QString::fromLatin1(result.scenarioSha256.left(16)))
            .arg(result.seed)
            .arg(result.fingerprint, 16, 16, QLatin1Char('0'))
            .arg(result.variants.front().replications));
    return html.toUtf8();
}

} // namespace remirai::sim
