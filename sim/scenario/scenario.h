// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "sim/engine/model.h"
#include "sim/scenario/json.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace remirai::sim {

struct Replications
{
    int least = 20;
    int most = 200;
    double precision = 0.02; // relative half-width of the 95 % intervals of time_to_ready and depth_max
};

// "p(95)<10m" on a metric, in k6's grammar.
struct Threshold
{
    QString metric; // time_to_ready, wait, api_latency, or a scalar's name
    QString text; // as written
    enum class Part { Average, Minimum, Maximum, Percentile, Value } part = Part::Value;
    double percentile = 0; // 0 … 100, with Percentile
    enum class Compare { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual } compare = Compare::Less;
    double limit = 0; // s for times, else as it is
};

// What `remirai spike` plays against a live server: a window of the scenario, at a scale. The simulator ignores it.
struct Live
{
    double scale = 0.01; // times the scenario's arrivals
    qint64 fromNs = 0; // with durationNs = 0, a little before the first spike
    qint64 durationNs = 0;
};

// One thing to run: a scenario with its variant's and sweep's changes applied.
struct Variant
{
    QString name; // "with-patterns", "workers.max=500"; the scenario's name when there is but one
    Json config; // flattened: the result is reproducible from it
    Model model;
    std::vector<Threshold> thresholds;
    Live live;
};

struct Scenario
{
    QString name;
    QString title;
    QString description;
    quint64 seed = 1;
    Replications replications;
    std::vector<Variant> variants; // at least one
    QByteArray sha256; // of all flattened configurations, hex
};

// A shipped scenario by name, or a file. `sets` are "path=value", applied after `extends` and before variants.
// Errors: NotFound, InvalidArgument (one line a problem: source:line: path: what is wrong, and how to mend it).
Result<Scenario> loadScenario(const QString &nameOrFile, const QStringList &sets = {});

// The same for bytes already read (an editor's buffer); relative CSV files are looked up in `folder`.
Result<Scenario> readScenario(const QByteArray &bytes, const QString &source, const QString &folder,
                              const QStringList &sets = {});

struct ShippedScenario
{
    QString name;
    QString title;
};
std::vector<ShippedScenario> shippedScenarios();

// Decodes one flattened configuration. `folder` is where CSV files are looked up.
Result<Variant> readVariant(const Json &config, const QString &folder);

} // namespace remirai::sim
