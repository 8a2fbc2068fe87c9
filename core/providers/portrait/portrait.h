// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/portrait/look.h"
#include "core/providers/portrait/pngwriter.h"

#include <QByteArray>

namespace remirai {

// A PNG of 512×512 pixels of somebody with these traits; a function of the traits alone. `canvas` and `writer` lend
// memory.
QByteArray paintPortrait(const Traits &traits, Canvas &canvas, PngWriter &writer);

// The layers of a portrait from back to front, each drawn onto the same canvas.
void paintBackdrop(Canvas &canvas, const Look &look);
void paintHairBehind(Canvas &canvas, const Look &look);
void paintBody(Canvas &canvas, const Look &look);
void paintHead(Canvas &canvas, const Look &look);
void paintFeatures(Canvas &canvas, const Look &look);
void paintHairInFront(Canvas &canvas, const Look &look);
void paintHeadwear(Canvas &canvas, const Look &look);

// Where the head is; everything else is placed from it.
inline constexpr float kCenterX = 256;
inline constexpr float kEyesY = 244;
inline constexpr float kShadowPart = 0.16F; // how far shadows go towards black
Rgb shadowOf(Rgb color);
Rgb lightOf(Rgb color);

} // namespace remirai
