// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/chartcolors.h"

#include <array>

namespace remirai::ui {

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < 128;
}

QColor curveColor(size_t index, const QPalette &palette)
{
    static constexpr std::array<QRgb, 6> kLight{0xff2563a8, 0xffc2571a, 0xff2f8556, 0xff8b4aa8, 0xffa88412, 0xffb13a5e};
    static constexpr std::array<QRgb, 6> kDark{0xff6aa9ea, 0xfff0925a, 0xff6cc894, 0xffc493dd, 0xffdcb94e, 0xffee85a4};
    return QColor(isDark(palette) ? kDark[index % kDark.size()] : kLight[index % kLight.size()]);
}

QColor goodColor(const QPalette &palette)
{
    return QColor(isDark(palette) ? 0xff6cc894 : 0xff1f7a46);
}

QColor badColor(const QPalette &palette)
{
    return QColor(isDark(palette) ? 0xffff8a80 : 0xffb3261e);
}

QColor faintColor(const QPalette &palette)
{
    const QColor text = palette.color(QPalette::Text);
    const QColor base = palette.color(QPalette::Base);
    const auto mix = [](int a, int b) { return (a * 6 + b * 4) / 10; };
    return {mix(text.red(), base.red()), mix(text.green(), base.green()), mix(text.blue(), base.blue())};
}

} // namespace remirai::ui
