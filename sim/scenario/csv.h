// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QString>
#include <vector>

namespace remirai::sim {

// The first `columns` columns of a CSV file with non-negative numbers. The first line may be a header; empty lines and
// lines that start with # are skipped. At most two million lines. Errors name file, line and the way out.
Result<std::vector<std::vector<double>>> readCsv(const QString &file, int columns);

} // namespace remirai::sim
