// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colors.h"

#include <array>

namespace remirai::ui {

namespace {

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

} // namespace

const Colors &lightColors()
{
    static const Colors colors{.ground = rgb(0xf4f5f7),
                               .surface = rgb(0xffffff),
                               .raised = rgb(0xeef0f4),
                               .line = rgb(0xdde1e8),
                               .text = rgb(0x1a2030),
                               .soft = rgb(0x5a6474),
                               .faint = rgb(0xb4bcc8),
                               .accent = rgb(0x2f5fd0),
                               .accentGround = rgb(0xe3ebfc),
                               .onAccent = rgb(0xffffff),
                               .good = rgb(0x1b7f4b),
                               .attention = rgb(0x9a5b00),
                               .bad = rgb(0xc22f3d),
                               .info = rgb(0x2f5fd0)};
    return colors;
}

const Colors &darkColors()
{
    static const Colors colors{.ground = rgb(0x12151b),
                               .surface = rgb(0x1a1e26),
                               .raised = rgb(0x242a35),
                               .line = rgb(0x2e3542),
                               .text = rgb(0xe7eaf0),
                               .soft = rgb(0x9ea8b8),
                               .faint = rgb(0x566073),
                               .accent = rgb(0x7aa5ff),
                               .accentGround = rgb(0x263656),
                               .onAccent = rgb(0x0d1320),
                               .good = rgb(0x55c78b),
                               .attention = rgb(0xe8b04b),
                               .bad = rgb(0xff7c85),
                               .info = rgb(0x7aa5ff)};
    return colors;
}

const Colors &colorsOf(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? darkColors() : lightColors();
}

QColor Colors::of(Tone tone) const
{
    switch (tone) {
    case Tone::Neutral:
        return text;
    case Tone::Good:
        return good;
    case Tone::Attention:
        return attention;
    case Tone::Bad:
        return bad;
    case Tone::Info:
        return info;
    case Tone::Muted:
        return soft;
    }
    Q_UNREACHABLE();
}

QColor Colors::groundOf(Tone tone) const
{
    return mixed(surface, tone == Tone::Neutral ? soft : of(tone), 0.13);
}

QColor Colors::series(int number) const
{
    // After Okabe and Ito, darkened or lightened for the ground.
    static constexpr std::array<QRgb, 5> kOnLight{0x2f5fd0, 0xc2571a, 0x12876a, 0xa23f8e, 0x8a6d00};
    static constexpr std::array<QRgb, 5> kOnDark{0x7aa5ff, 0xf2995c, 0x4fd0ae, 0xe48bd0, 0xe5c65a};
    const auto index = static_cast<size_t>(number) % kOnLight.size();
    return rgb(surface.lightness() < 128 ? kOnDark[index] : kOnLight[index]);
}

QPalette paletteOf(const Colors &colors)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colors.ground);
    palette.setColor(QPalette::WindowText, colors.text);
    palette.setColor(QPalette::Base, colors.surface);
    palette.setColor(QPalette::AlternateBase, colors.raised);
    palette.setColor(QPalette::Text, colors.text);
    palette.setColor(QPalette::PlaceholderText, colors.soft);
    palette.setColor(QPalette::Button, colors.surface);
    palette.setColor(QPalette::ButtonText, colors.text);
    palette.setColor(QPalette::BrightText, colors.bad);
    palette.setColor(QPalette::Highlight, colors.accentGround);
    palette.setColor(QPalette::HighlightedText, colors.text);
    palette.setColor(QPalette::Link, colors.accent);
    palette.setColor(QPalette::ToolTipBase, colors.raised);
    palette.setColor(QPalette::ToolTipText, colors.text);
    palette.setColor(QPalette::Light, colors.raised);
    palette.setColor(QPalette::Midlight, colors.line);
    palette.setColor(QPalette::Mid, colors.line);
    palette.setColor(QPalette::Dark, colors.faint);
    palette.setColor(QPalette::Shadow, colors.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colors.faint);
    return palette;
}

QColor mixed(const QColor &a, const QColor &b, double shareOfB)
{
    const auto part = [=](int from, int to) { return static_cast<int>(from + (to - from) * shareOfB); };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

} // namespace remirai::ui
