// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace remirai::ui {

// What a figure means to somebody who must act.
enum class Tone {
    Neutral,
    Good,
    Attention, // look at it today
    Bad, // look at it now
    Info,
    Muted, // not the point
};

// The colours of one scheme. Text on its ground reaches a contrast of 4.5:1 in both (WCAG 2.1 AA).
struct Colors
{
    QColor ground; // behind everything
    QColor surface; // cards, tables
    QColor raised; // hovered, selected without focus
    QColor line; // borders and rules
    QColor text;
    QColor soft; // secondary text
    QColor faint; // grid lines, disabled
    QColor accent; // links, focus, selection, the first series of a chart
    QColor accentGround; // a selected row
    QColor onAccent; // text on accent
    QColor good;
    QColor attention;
    QColor bad;
    QColor info;

    QColor of(Tone tone) const;
    QColor groundOf(Tone tone) const; // a wash of it, behind its text
    QColor series(int number) const; // chart lines, told apart also by colour-blind people
};

const Colors &lightColors();
const Colors &darkColors();
// Of the scheme that a widget's palette comes from.
const Colors &colorsOf(const QPalette &palette);
QPalette paletteOf(const Colors &colors);
QColor mixed(const QColor &a, const QColor &b, double shareOfB);

} // namespace remirai::ui
