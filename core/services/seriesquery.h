// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/seriesrecorder.h"

namespace remirai {

struct SeriesRequest
{
    std::vector<SeriesMetric> metrics;
    QStringList queues; // for the metrics of queues; empty = all that have a history
    SeriesRange range;
};

struct SeriesLine
{
    SeriesMetric metric = SeriesMetric::Depth;
    QString queue; // empty = the whole
    std::vector<Band> bands; // one a step
};

// History from the tier that the range names, up to this second: what is not written yet comes from memory.
Result<std::vector<SeriesLine>> readSeries(Database &database, const SeriesRecorder &recorder,
                                           const SeriesRequest &request);

} // namespace remirai
