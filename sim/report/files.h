// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "sim/run/experiment.h"

#include <QJsonObject>
#include <QString>

namespace remirai::sim {

// The readable summary for a terminal: verdict, headline figures, thresholds, warnings.
QString summaryText(const ExperimentResult &result);

// As resources/scenarios/summary.schema.json says. Infinite and missing numbers are null.
QJsonObject summaryJson(const ExperimentResult &result);

// Long form: variant,metric,t_s,mean,p05,p50,p95.
QByteArray seriesCsv(const ExperimentResult &result);

// Self-contained: styles, figures and data inside, no network. Light and dark.
QByteArray reportHtml(const ExperimentResult &result);

// run.sqlite: runs, variants (with the flattened configuration), scalars, replications, histogram bins, series,
// thresholds.
Status writeSqlite(const ExperimentResult &result, const QString &file);

// run.sqlite, series.csv, summary.json and report.html in `folder`, which is made when missing.
Status writeFiles(const ExperimentResult &result, const QString &folder);

// For a tool that lays a live run beside it: "simulation" or "live".
inline constexpr const char *kSource = "simulation";

} // namespace remirai::sim
