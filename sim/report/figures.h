// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/run/experiment.h"

#include <QString>

namespace remirai::sim {

// Numbers as people read them, the same in the terminal and in the report. "12 min", "1,234", "3.4 %", "12.30 USD".
QString figure(double value, QStringView unit, const QString &currency);
// "12.1 ± 0.3", without the interval when there is none.
QString figure(const Estimate &estimate, QStringView unit, const QString &currency);
QString spanText(double seconds);

// The scalars that a summary shows, most important first; those that are zero in every variant are left out.
std::vector<int> headline(const ExperimentResult &result);

} // namespace remirai::sim
