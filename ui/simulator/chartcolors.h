// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace remirai::ui {

bool isDark(const QPalette &palette);
// Told apart in light and dark, and by people who see red and green alike; repeats after six.
QColor curveColor(size_t index, const QPalette &palette);
QColor goodColor(const QPalette &palette);
QColor badColor(const QPalette &palette);
QColor faintColor(const QPalette &palette); // for what is secondary: between text and base

} // namespace remirai::ui
