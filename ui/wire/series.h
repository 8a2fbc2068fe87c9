// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "ui/wire/fields.h"

#include <QVector>

namespace remirai::ui {

// A line of a chart over equal steps of time; NaN where nothing was measured.
struct Series
{
    QString metric;
    QString queue; // empty = of the whole
    QVector<double> values;
};

struct SeriesSet
{
    qint64 fromMs = 0;
    qint64 stepMs = 1'000;
    std::vector<Series> series;

    const Series *find(QStringView metric) const;
};

Result<SeriesSet> seriesIn(const QJsonObject &object);

} // namespace remirai::ui
