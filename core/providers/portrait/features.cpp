// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/portrait.h"

namespace remirai {

namespace {

constexpr Rgb kInk{58, 40, 48};
constexpr Rgb kWhite{255, 253, 250};
constexpr float kEyeSpread = 41;
constexpr float kMouthY = 304;

void paintOpenEye(Canvas &canvas, const Look &look, float x, float size, float shift)
{
    canvas.fill(Path::ellipse({x, kEyesY}, 15 * size, 17 * size), kWhite);
    canvas.fill(Path::ellipse({x + shift, kEyesY + 1}, 10.5F * size, 12 * size), look.iris);
    canvas.fill(Path::ellipse({x + shift, kEyesY + 1}, 6 * size, 7 * size), kInk);
    canvas.fill(Path::ellipse({x + shift + 4, kEyesY - 4}, 3.4F, 3.4F), kWhite);
    canvas.fill(Path::arcStroke({x, kEyesY}, 15.5F * size, 17 * size, 195, 345, 4.5F), kInk);
}

void paintRelaxedEye(Canvas &canvas, const Look &look, float x, float shift)
{
    paintOpenEye(canvas, look, x, 1, shift);
    Path lid; // the upper half of the eye, closed
    lid.moveTo(x - 19, kEyesY - 5)
        .quadTo({x - 14, kEyesY - 24}, {x, kEyesY - 23})
        .quadTo({x + 14, kEyesY - 24}, {x + 19, kEyesY - 5});
    canvas.fill(lid, look.skin);
    canvas.fill(Path::stroke({x - 17, kEyesY - 4}, {x, kEyesY - 9}, {x + 17, kEyesY - 4}, 4.5F), kInk);
}

void paintHappyEye(Canvas &canvas, float x)
{
    canvas.fill(Path::arcStroke({x, kEyesY + 7}, 16, 15, 190, 350, 5.5F), kInk);
}

void paintEye(Canvas &canvas, const Look &look, float side)
{
    const float x = kCenterX + side * kEyeSpread;
    switch (look.eyes) {
    case Eyes::Round:
        return paintOpenEye(canvas, look, x, 1, -side * 1.5F);
    case Eyes::Relaxed:
        return paintRelaxedEye(canvas, look, x, -side * 1.5F);
    case Eyes::Happy:
        return paintHappyEye(canvas, x);
    case Eyes::Wide:
        return paintOpenEye(canvas, look, x, 1.15F, -side * 1.5F);
    case Eyes::Aside:
        return paintOpenEye(canvas, look, x, 1, 4.5F);
    case Eyes::Wink:
        return side < 0 ? paintOpenEye(canvas, look, x, 1, 1.5F) : paintHappyEye(canvas, x);
    }
}

void paintBrow(Canvas &canvas, const Look &look, float side)
{
    const Rgb color = mixed(look.hair == Hair::Bald ? kInk : look.hairColor, kInk, 0.35F);
    const auto brow = [&](float inner, float middle, float outer) {
        const auto x = [side](float from) { return kCenterX + side * from; };
        canvas.fill(Path::stroke({x(23), inner}, {x(42), middle}, {x(62), outer}, 7), color);
    };
    switch (look.brows) {
    case Brows::Soft:
        return brow(212, 202, 213);
    case Brows::Raised:
        return brow(204, 190, 206);
    case Brows::Worried:
        return brow(201, 203, 216);
    case Brows::OneUp:
        return side > 0 ? brow(204, 186, 204) : brow(214, 210, 214);
    case Brows::Flat:
        return brow(213, 211, 213);
    }
}

// An open mouth: its upper edge bends by `sag`, the lower one hangs to `depth`; teeth above, tongue below.
void paintOpenMouth(Canvas &canvas, float half, float sag, float depth)
{
    Path mouth;
    mouth.moveTo(kCenterX - half, kMouthY - 4)
        .quadTo({kCenterX, kMouthY - 4 + sag}, {kCenterX + half, kMouthY - 4})
        .cubicTo({kCenterX + half * 0.8F, kMouthY + depth}, {kCenterX - half * 0.8F, kMouthY + depth},
                 {kCenterX - half, kMouthY - 4});
    canvas.fill(mouth, {120, 44, 58});
    Path teeth;
    const float t = half * 0.86F;
    teeth.moveTo(kCenterX - t, kMouthY - 3)
        .quadTo({kCenterX, kMouthY - 3 + sag}, {kCenterX + t, kMouthY - 3})
        .quadTo({kCenterX + t * 0.8F, kMouthY + 8}, {kCenterX, kMouthY + 9})
        .quadTo({kCenterX - t * 0.8F, kMouthY + 8}, {kCenterX - t, kMouthY - 3});
    canvas.fill(teeth, kWhite);
    if (depth > 40)
        canvas.fill(Path::ellipse({kCenterX, kMouthY - 4 + depth * 0.66F}, half * 0.4F, 6), {226, 108, 112});
}

void paintMouth(Canvas &canvas, const Look &look)
{
    const Rgb lips = look.skin.r < 150 ? mixed(look.skin, {50, 14, 26}, 0.8F) : mixed(look.skin, {150, 40, 60}, 0.72F);
    switch (look.mouth) {
    case Mouth::Smile:
        return canvas.fill(Path::stroke({226, 300}, {256, 328}, {286, 300}, 6), lips);
    case Mouth::Grin:
        return paintOpenMouth(canvas, 36, 8, 36);
    case Mouth::Small:
        return canvas.fill(Path::stroke({241, 306}, {256, 313}, {271, 306}, 6), lips);
    case Mouth::Wobbly:
        canvas.fill(Path::stroke({230, 306}, {243, 298}, {256, 306}, 6), lips);
        return canvas.fill(Path::stroke({256, 306}, {269, 314}, {282, 303}, 6), lips);
    case Mouth::Smirk:
        canvas.fill(Path::stroke({234, 309}, {268, 318}, {287, 296}, 6), lips);
        return canvas.fill(Path::stroke({284, 291}, {291, 294}, {292, 301}, 4), shadowOf(look.skin));
    case Mouth::Laugh:
        return paintOpenMouth(canvas, 34, 6, 54);
    case Mouth::Tongue:
        canvas.fill(Path::stroke({226, 299}, {256, 326}, {286, 299}, 6), lips);
        canvas.fill(Path::roundedRect({252, 308}, {276, 334}, 11), {232, 110, 118});
        return canvas.fill(Path::stroke({264, 314}, {264, 318}, {264, 324}, 2.5F), {196, 76, 92});
    }
}

void paintGlasses(Canvas &canvas, const Look &look)
{
    if (look.glasses == Glasses::None)
        return;
    const Rgb frame = look.glasses == Glasses::Round ? Rgb{92, 62, 50} : Rgb{46, 48, 60};
    for (const float side : {-1.0F, 1.0F}) {
        const float x = kCenterX + side * kEyeSpread;
        if (look.glasses == Glasses::Round) {
            canvas.fill(Path::ellipse({x, kEyesY}, 29, 29), kWhite, 0.13F);
            canvas.fill(Path::ring({x, kEyesY}, 31, 31, 5), frame);
        } else {
            canvas.fill(Path::roundedRect({x - 30, kEyesY - 22}, {x + 30, kEyesY + 24}, 9), kWhite, 0.13F);
            for (const float y : {kEyesY - 22, kEyesY + 24})
                canvas.fill(Path::stroke({x - 28, y}, {x, y}, {x + 28, y}, 5), frame);
            for (const float edge : {x - 30, x + 30})
                canvas.fill(Path::stroke({edge, kEyesY - 20}, {edge, kEyesY}, {edge, kEyesY + 22}, 5), frame);
        }
        canvas.fill(Path::stroke({x + side * 30, kEyesY - 5}, {x + side * 45, kEyesY - 7},
                                 {kCenterX + side * (look.faceWidth - 2), kEyesY - 3}, 4.5F),
                    frame);
    }
    canvas.fill(Path::stroke({kCenterX - 11, kEyesY - 3}, {kCenterX, kEyesY - 9}, {kCenterX + 11, kEyesY - 3}, 5),
                frame);
}

} // namespace

void paintFeatures(Canvas &canvas, const Look &look)
{
    for (const float side : {-1.0F, 1.0F}) {
        canvas.fill(Path::ellipse({kCenterX + side * 58, 282}, 18, 12), {238, 96, 96}, 0.26F);
        if (look.freckles) {
            for (const Point at : {Point{50, 268}, Point{60, 272}, Point{69, 267}, Point{56, 279}})
                canvas.fill(Path::ellipse({kCenterX + side * at.x, at.y}, 2.4F, 2.4F),
                            mixed(look.skin, {140, 70, 40}, 0.5F));
        }
        paintEye(canvas, look, side);
        paintBrow(canvas, look, side);
    }
    canvas.fill(Path::stroke({252, 266}, {246, 283}, {262, 281}, 5), mixed(look.skin, {120, 50, 50}, 0.34F));
    paintMouth(canvas, look);
    paintGlasses(canvas, look);
}

} // namespace remirai
