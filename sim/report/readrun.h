// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "sim/run/experiment.h"

namespace remirai::sim {

// An earlier run from its folder's run.sqlite: everything but the pooled distributions and the fluid preview. Notes
// come from summary.json when it is there. Errors: NotFound, InvalidArgument when the file is no run of ours.
Result<ExperimentResult> readRun(const QString &folder);

} // namespace remirai::sim
