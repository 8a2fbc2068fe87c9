// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "sim/run/experiment.h"

#include <QJsonObject>
#include <QString>

namespace remirai::sim {

// The readable summary for a terminal: verdict, headline figures, thresholds.
QString summaryText(const ExperimentResult &result);

// As resources/scenarios/summary.schema.json says. Infinite and missing numbers are null.
QJsonObject summaryJson(const ExperimentResult &result);

// "verdict" and "preview" of a variant, as the summary has them.
QJsonObject previewJson(const Preview &fluid, const Preflight &flight);

// Long form: variant,metric,t_s,mean,p05,p50,p95.
QByteArray seriesCsv(const ExperimentResult &result);

// Self-contained: styles, figures and data inside, no network. Light and dark.
QByteArray reportHtml(const ExperimentResult &result);

// run.sqlite: runs, variants (with the flattened configuration), scalars, replications, histogram bins, series,
// thresholds.
Status writeSqlite(const ExperimentResult &result, const QString &file);

// run.sqlite, series.csv, summary.json and report.html in `folder`, which is made when missing.
Status writeFiles(const ExperimentResult &result, const QString &folder);

} // namespace remirai::sim
