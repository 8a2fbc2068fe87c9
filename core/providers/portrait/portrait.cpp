// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/portrait.h"

#include <cmath>
#include <numbers>

namespace remirai {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

void paintRays(Canvas &canvas, Rgb color)
{
    constexpr int kRays = 12;
    for (int i = 0; i < kRays; ++i) {
        const float angle = 2 * kPi * (static_cast<float>(i) + 0.25F) / kRays;
        const float half = kPi / kRays / 2;
        const Point center{kCenterX, 250};
        canvas.fill(Path::polygon({center,
                                   {center.x + 420 * std::cos(angle - half), center.y + 420 * std::sin(angle - half)},
                                   {center.x + 420 * std::cos(angle + half), center.y + 420 * std::sin(angle + half)}}),
                    color);
    }
}

void paintHills(Canvas &canvas, const Look &look)
{
    canvas.fill(Path::ellipse({404, 104}, 46, 46), look.backdropAccent);
    Path far;
    far.moveTo(0, 400).cubicTo({90, 260}, {170, 300}, {256, 380}).cubicTo({340, 300}, {430, 270}, {512, 370});
    canvas.fill(far.lineTo(512, 512).lineTo(0, 512), look.backdropAccent);
    Path near;
    near.moveTo(0, 450).cubicTo({140, 350}, {330, 420}, {512, 430});
    canvas.fill(near.lineTo(512, 512).lineTo(0, 512), mixed(look.backdropAccent, look.backdropColor, 0.5F));
}

void paintLeaf(Canvas &canvas, Point base, Point tip, float width, Rgb color)
{
    const Point side{-(tip.y - base.y) * width, (tip.x - base.x) * width};
    const Point middle{(base.x + tip.x) / 2, (base.y + tip.y) / 2};
    Path leaf;
    leaf.moveTo(base.x, base.y)
        .quadTo({middle.x + side.x, middle.y + side.y}, tip)
        .quadTo({middle.x - side.x, middle.y - side.y}, base);
    canvas.fill(leaf, color);
}

void paintLeaves(Canvas &canvas, const Look &look)
{
    for (const float x : {0.0F, 512.0F}) {
        const float inwards = x == 0 ? 1.0F : -1.0F;
        for (int i = 0; i < 4; ++i) {
            const float y = 90 + 110 * static_cast<float>(i);
            paintLeaf(canvas, {x - 20 * inwards, y + 40}, {x + 104 * inwards, y - 36}, 0.36F, look.backdropAccent);
        }
    }
}

} // namespace

Rgb shadowOf(Rgb color)
{
    return mixed(color, {40, 20, 50}, kShadowPart);
}
Rgb lightOf(Rgb color)
{
    return mixed(color, {255, 250, 235}, 0.22F);
}

void paintBackdrop(Canvas &canvas, const Look &look)
{
    switch (look.backdrop) {
    case Backdrop::Plain:
        return;
    case Backdrop::Disc:
        return canvas.fill(Path::ellipse({kCenterX, 262}, 208, 208), look.backdropAccent);
    case Backdrop::Sun:
        return paintRays(canvas, look.backdropAccent);
    case Backdrop::Hills:
        return paintHills(canvas, look);
    case Backdrop::Dots:
        for (int i = 0; i < 28; ++i) {
            const int row = i / 4;
            const float x = 64.0F + 128.0F * static_cast<float>(i % 4) + (row % 2 ? 64.0F : 0.0F);
            canvas.fill(Path::ellipse({x, 40 + 72 * static_cast<float>(row)}, 15, 15), look.backdropAccent);
        }
        return;
    case Backdrop::Moon:
        canvas.fill(Path::ellipse({398, 110}, 58, 58), look.backdropAccent);
        canvas.fill(Path::ellipse({376, 98}, 48, 48), look.backdropColor);
        for (const Point star : {Point{80, 90}, Point{140, 46}, Point{52, 210}, Point{470, 236}, Point{250, 36},
                                 Point{456, 330}, Point{96, 330}})
            canvas.fill(Path::ellipse(star, 4.5F, 4.5F), look.backdropAccent);
        return;
    case Backdrop::Bands:
        for (int i = 0; i < 3; ++i) {
            const float x = 40 + 190 * static_cast<float>(i);
            canvas.fill(Path::polygon({{x, 0}, {x + 90, 0}, {x - 20, 512}, {x - 110, 512}}), look.backdropAccent);
        }
        return;
    case Backdrop::Leaves:
        return paintLeaves(canvas, look);
    }
}

QByteArray paintPortrait(const Traits &traits, Canvas &canvas, PngWriter &writer)
{
    const Look look = lookOf(traits);
    canvas.clear(look.backdropColor);
    paintBackdrop(canvas, look);
    paintHairBehind(canvas, look);
    paintBody(canvas, look);
    paintHead(canvas, look);
    paintFeatures(canvas, look);
    paintHairInFront(canvas, look);
    paintHeadwear(canvas, look);
    return writer.write(canvas);
}

} // namespace remirai
