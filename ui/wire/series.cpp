// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/series.h"

#include <algorithm>
#include <cmath>

namespace remirai::ui {

namespace {

Series oneIn(const Fields &fields)
{
    Series series;
    series.metric = fields.text(u"metric");
    series.queue = fields.text(u"queue");
    const QJsonArray values = fields.array(u"values");
    series.values.reserve(values.size());
    for (const QJsonValue &value : values)
        series.values.push_back(value.isDouble() ? value.toDouble() : std::nan(""));
    return series;
}

} // namespace

const Series *SeriesSet::find(QStringView metric) const
{
    const auto found =
        std::find_if(series.begin(), series.end(), [&](const Series &one) { return one.metric == metric; });
    return found == series.end() ? nullptr : &*found;
}

Result<SeriesSet> seriesIn(const QJsonObject &object)
{
    const Fields fields(object);
    return SeriesSet{fields.moment(u"from"), std::max<qint64>(1, fields.integer(u"step_ms", 1'000)),
                     fields.list(u"series", oneIn)};
}

} // namespace remirai::ui
