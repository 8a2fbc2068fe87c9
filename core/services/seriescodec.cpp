// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/seriesrecorder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <cmath>

namespace remirai {

namespace {

constexpr double kDigits = 1'000; // three behind the point are more than a chart shows

QJsonValue numberOf(double value)
{
    return std::isnan(value) ? QJsonValue() : QJsonValue(std::round(value * kDigits) / kDigits);
}

double valueIn(const QJsonValue &value)
{
    return value.toDouble(std::numeric_limits<double>::quiet_NaN());
}

QJsonObject objectIn(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QByteArray textOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

QByteArray encodeSeconds(const std::vector<SeriesPoint> &points)
{
    QJsonObject object;
    for (size_t metric = 0; metric < kSeriesMetrics && !points.empty(); ++metric) {
        const auto of = [&](const SeriesPoint &point) { return numberOf(static_cast<double>(point[metric])); };
        const QJsonValue first = of(points.front());
        const bool allEqual =
            std::all_of(points.begin(), points.end(), [&](const SeriesPoint &point) { return of(point) == first; });
        if (allEqual && first.isNull())
            continue;
        QJsonArray values;
        for (const SeriesPoint &point : points)
            values.append(of(point));
        object.insert(toString(static_cast<SeriesMetric>(metric)), allEqual ? first : QJsonValue(values));
    }
    return textOf(object);
}

std::vector<SeriesPoint> decodeSeconds(const QByteArray &json, size_t count)
{
    std::vector<SeriesPoint> points(count, emptyPoint());
    const QJsonObject object = objectIn(json);
    for (auto it = object.begin(); it != object.end(); ++it) {
        const auto metric = seriesMetricFrom(it.key());
        if (!metric)
            continue; // of a newer program
        const QJsonArray values = it.value().toArray();
        for (size_t i = 0; i < count; ++i) {
            const QJsonValue value = it.value().isArray() ? values.at(static_cast<qsizetype>(i)) : it.value();
            points[i][static_cast<size_t>(*metric)] = static_cast<float>(valueIn(value));
        }
    }
    return points;
}

QByteArray encodeBands(const std::array<Band, kSeriesMetrics> &bands)
{
    QJsonObject object;
    for (size_t metric = 0; metric < kSeriesMetrics; ++metric) {
        const Band &band = bands[metric];
        if (!band.isEmpty())
            object.insert(toString(static_cast<SeriesMetric>(metric)),
                          QJsonArray{numberOf(band.mean), numberOf(band.low), numberOf(band.high)});
    }
    return textOf(object);
}

Band decodeBand(const QByteArray &json, SeriesMetric metric)
{
    const QJsonArray band = objectIn(json).value(toString(metric)).toArray();
    return {valueIn(band.at(0)), valueIn(band.at(1)), valueIn(band.at(2))};
}

} // namespace remirai
