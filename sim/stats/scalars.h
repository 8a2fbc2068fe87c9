// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/model.h"
#include "sim/engine/outcome.h"

#include <QStringView>
#include <span>
#include <vector>

namespace remirai::sim {

// One number that a replication yields. The name is what --json, thresholds and run.sqlite use.
struct ScalarKind
{
    QStringView name;
    QStringView unit; // "s", "jobs", "share", "slots", "money", …
    QStringView meaning;
    double (*of)(const Model &, const Outcome &); // NaN: this replication has none; infinite: never
};
std::span<const ScalarKind> scalarKinds();
// −1 when there is none of that name.
int scalarIndex(QStringView name);
std::vector<double> scalarsOf(const Model &model, const Outcome &outcome);

struct MetricKind
{
    QStringView name;
    QStringView unit;
    QStringView title;
};
const MetricKind &metricKind(Metric metric);

} // namespace remirai::sim
