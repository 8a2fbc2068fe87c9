// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"

#include <QString>

namespace remirai::ui {

// Names of dynamic properties that the style sheet knows: setProperty(kRole, "title") and so on.
inline constexpr char kRole[] = "role"; // title, heading, soft, figure, card, primary, danger, flat, banner, mono

// The style sheet of a scheme, with every length times `zoom` (1 = 100 %).
QString styleSheetOf(const Colors &colors, double zoom);

} // namespace remirai::ui
