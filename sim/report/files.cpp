// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/files.h"

#include "sim/report/figures.h"
#include "sim/stats/scalars.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <cmath>

namespace remirai::sim {

namespace {

QJsonValue number(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue(QJsonValue::Null);
}

QString hex(quint64 fingerprint)
{
    return QStringLiteral("%1").arg(fingerprint, 16, 16, QLatin1Char('0'));
}

QJsonObject scalarJson(const Estimate &estimate, QStringView unit)
{
    return {{QStringLiteral("unit"), unit.toString()},
            {QStringLiteral("mean"), number(estimate.mean)},
            {QStringLiteral("half_width_95"), number(estimate.halfWidth)},
            {QStringLiteral("deviation"), number(estimate.deviation)},
            {QStringLiteral("p05"), number(estimate.p05)},
            {QStringLiteral("p50"), number(estimate.p50)},
            {QStringLiteral("p95"), number(estimate.p95)},
            {QStringLiteral("min"), number(estimate.least)},
            {QStringLiteral("max"), number(estimate.most)},
            {QStringLiteral("replications"), estimate.count},
            {QStringLiteral("missing"), estimate.missing}};
}

QJsonObject distributionJson(const Histogram &histogram)
{
    QJsonObject json{{QStringLiteral("unit"), QStringLiteral("s")},
                     {QStringLiteral("count"), number(histogram.total())}};
    if (histogram.total() <= 0)
        return json;
    json[QStringLiteral("mean")] = number(histogram.mean() * 1e-9);
    for (const auto &[name, q] : {std::pair("p50", 0.5), std::pair("p90", 0.9), std::pair("p95", 0.95),
                                  std::pair("p99", 0.99), std::pair("p999", 0.999)})
        json[QLatin1String(name)] = number(histogram.quantile(q) * 1e-9);
    json[QStringLiteral("max")] = number(static_cast<double>(histogram.max()) * 1e-9);
    return json;
}

QJsonObject variantJson(const VariantResult &variant)
{
    QJsonObject scalars;
    for (size_t i = 0; i < scalarKinds().size(); ++i)
        scalars[scalarKinds()[i].name.toString()] = scalarJson(variant.scalars[i], scalarKinds()[i].unit);
    QJsonArray thresholds;
    for (const ThresholdResult &result : variant.thresholds) {
        thresholds.append(QJsonObject{{QStringLiteral("metric"), result.threshold.metric},
                                      {QStringLiteral("threshold"), result.threshold.text},
                                      {QStringLiteral("observed"), number(result.observed)},
                                      {QStringLiteral("pass"), result.pass}});
    }
    QJsonObject json = previewJson(variant.preview, variant.preflight);
    const QJsonObject more{{QStringLiteral("name"), variant.name},
                           {QStringLiteral("replications"), variant.replications},
                           {QStringLiteral("precision"), number(variant.precision)},
                           {QStringLiteral("fingerprint"), hex(variant.fingerprint)},
                           {QStringLiteral("currency"), variant.currency},
                           {QStringLiteral("horizon_s"), static_cast<double>(variant.horizonNs) * 1e-9},
                           {QStringLiteral("scalars"), scalars},
                           {QStringLiteral("distributions"),
                            QJsonObject{{QStringLiteral("wait"), distributionJson(variant.wait)},
                                        {QStringLiteral("time_to_ready"), distributionJson(variant.timeToReady)},
                                        {QStringLiteral("api_latency"), distributionJson(variant.apiLatency)}}},
                           {QStringLiteral("thresholds"), thresholds}};
    for (auto it = more.begin(); it != more.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

// Columns of equal width, so that variants stand side by side.
QString padded(const QString &text, qsizetype width)
{
    return text.leftJustified(width, u' ');
}

QString tableText(const ExperimentResult &result)
{
    std::vector<std::vector<QString>> rows{{QString()}};
    const bool single = result.variants.size() == 1;
    for (const VariantResult &variant : result.variants)
        rows[0].push_back(single ? QStringLiteral("mean ± 95 %") : variant.name);
    if (single)
        rows[0].push_back(QStringLiteral("5 – 95 % of runs"));
    for (const int index : headline(result)) {
        const ScalarKind &kind = scalarKinds()[static_cast<size_t>(index)];
        std::vector<QString> row{kind.name.toString()};
        for (const VariantResult &variant : result.variants) {
            const Estimate &estimate = variant.scalars[static_cast<size_t>(index)];
            QString text = figure(estimate, kind.unit, variant.currency);
            if (estimate.missing > 0 && kind.name == u"recovery")
                text = estimate.count == 0 ? QStringLiteral("not within the horizon")
                                           : text + QStringLiteral(" (%1 never)").arg(estimate.missing);
            row.push_back(text);
            if (single && estimate.count > 1)
                row.push_back(figure(estimate.p05, kind.unit, variant.currency) + QStringLiteral(" – ")
                              + figure(estimate.p95, kind.unit, variant.currency));
        }
        rows.push_back(std::move(row));
    }
    std::vector<qsizetype> widths;
    for (const auto &row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    QString text;
    for (const auto &row : rows) {
        QString line = QStringLiteral("  ");
        for (size_t i = 0; i < row.size(); ++i)
            line += padded(row[i], widths[i] + 2);
        while (line.endsWith(u' ')) // the empty cell at the start of the header stays
            line.chop(1);
        text += line.isEmpty() ? QString() : QString(line + u'\n');
    }
    return text;
}

} // namespace

QJsonObject previewJson(const Preview &fluid, const Preflight &flight)
{
    return {{QStringLiteral("verdict"),
             QJsonObject{{QStringLiteral("sentence"), flight.sentence},
                         {QStringLiteral("capacity_per_s"), number(flight.capacityPerSecond)},
                         {QStringLiteral("busiest_per_s"), number(flight.busiestPerSecond)},
                         {QStringLiteral("utilisation"), number(flight.utilisation)},
                         {QStringLiteral("spike_jobs"), number(flight.spikeJobs)},
                         {QStringLiteral("drain"), toString(flight.drain.verdict)},
                         {QStringLiteral("clears_in_ms"),
                          flight.drain.clearsInMs ? QJsonValue(*flight.drain.clearsInMs) : QJsonValue()},
                         {QStringLiteral("workers_for_an_hour"), flight.workersForAnHour}}},
            {QStringLiteral("preview"),
             QJsonObject{{QStringLiteral("depth_max"), number(fluid.peakDepth)},
                         {QStringLiteral("recovery_s"), number(fluid.recoveryNs * 1e-9)},
                         {QStringLiteral("ready"), number(fluid.ready)},
                         {QStringLiteral("cost"), number(fluid.cost)}}}};
}

QString summaryText(const ExperimentResult &result)
{
    QString text = result.title + u'\n';
    for (const QString &note : result.notes)
        text += QStringLiteral("  ! ") + note + u'\n';
    for (const VariantResult &variant : result.variants) {
        const QString label = result.variants.size() > 1 ? QString(variant.name + QStringLiteral(": ")) : QString();
        text += QStringLiteral("  ") + label + variant.preflight.sentence + u'\n';
    }
    text += u'\n' + tableText(result) + u'\n';
    for (const VariantResult &variant : result.variants) {
        const QString label = result.variants.size() > 1 ? QString(variant.name + QStringLiteral(": ")) : QString();
        for (const ThresholdResult &threshold : variant.thresholds) {
            const int index = scalarIndex(threshold.threshold.metric);
            const QStringView unit = index < 0 ? QStringView(u"s") : scalarKinds()[static_cast<size_t>(index)].unit;
            text +=
                QStringLiteral("  %1 %2%3 %4 (%5)\n")
                    .arg(threshold.pass ? QStringLiteral("✓") : QStringLiteral("✗"), label, threshold.threshold.metric,
                         threshold.threshold.text, figure(threshold.observed, unit, variant.currency));
        }
    }
    int replications = 0;
    for (const VariantResult &variant : result.variants)
        replications += variant.replications;
    text += QStringLiteral("\n  %1, seed %2, fingerprint %3, %4%5\n")
                .arg(replications == 1 ? QStringLiteral("1 replication")
                                       : QStringLiteral("%1 replications").arg(replications))
                .arg(result.seed)
                .arg(hex(result.fingerprint), spanText(result.elapsedSeconds),
                     result.cancelled ? QStringLiteral(", cancelled") : QString());
    return text;
}

QJsonObject summaryJson(const ExperimentResult &result)
{
    QJsonArray variants;
    for (const VariantResult &variant : result.variants)
        variants.append(variantJson(variant));
    return {{QStringLiteral("version"), 1},
            {QStringLiteral("source"), result.source},
            {QStringLiteral("engine"), QStringLiteral("remirai " REMIRAI_VERSION)},
            {QStringLiteral("scenario"), result.name},
            {QStringLiteral("title"), result.title},
            {QStringLiteral("scenario_sha256"), QString::fromLatin1(result.scenarioSha256)},
            {QStringLiteral("seed"), QString::number(result.seed)},
            {QStringLiteral("fingerprint"), hex(result.fingerprint)},
            {QStringLiteral("cancelled"), result.cancelled},
            {QStringLiteral("pass"), result.passes()},
            {QStringLiteral("notes"), QJsonArray::fromStringList(result.notes)},
            {QStringLiteral("variants"), variants}};
}

QByteArray seriesCsv(const ExperimentResult &result)
{
    QByteArray csv("variant,metric,t_s,mean,p05,p50,p95\n");
    const auto cell = [](float value) {
        return std::isfinite(value) ? QByteArray::number(double(value), 'g', 7) : QByteArray();
    };
    for (const VariantResult &variant : result.variants) {
        QByteArray name = variant.name.toUtf8();
        if (name.contains(',') || name.contains('"'))
            name = '"' + name.replace('"', "\"\"") + '"';
        for (size_t metric = 0; metric < kMetricSize; ++metric) {
            const Band &band = variant.series[metric];
            const QByteArray head = name + ',' + metricKind(static_cast<Metric>(metric)).name.toUtf8() + ',';
            for (size_t i = 0; i < band.mean.size(); ++i) {
                const qint64 at = static_cast<qint64>(i + 1) * variant.sampleNs;
                csv += head + QByteArray::number(static_cast<double>(at) * 1e-9, 'g', 12) + ',' + cell(band.mean[i])
                    + ',' + cell(band.p05[i]) + ',' + cell(band.p50[i]) + ',' + cell(band.p95[i]) + '\n';
            }
        }
    }
    return csv;
}

Status writeFiles(const ExperimentResult &result, const QString &folder)
{
    const QDir dir(folder);
    if (!QDir().mkpath(folder))
        return Error{ErrorCode::InvalidArgument, QStringLiteral("cannot make the folder “%1”").arg(folder), {}};
    const std::pair<QString, QByteArray> files[] = {
        {QStringLiteral("series.csv"), seriesCsv(result)},
        {QStringLiteral("summary.json"), QJsonDocument(summaryJson(result)).toJson()},
        {QStringLiteral("report.html"), reportHtml(result)},
    };
    for (const auto &[name, bytes] : files) {
        QSaveFile file(dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return Error{ErrorCode::Unavailable,
                         QStringLiteral("cannot write “%1”: %2").arg(file.fileName(), file.errorString()),
                         {}};
    }
    return writeSqlite(result, dir.filePath(QStringLiteral("run.sqlite")));
}

} // namespace remirai::sim
