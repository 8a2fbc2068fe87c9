// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/portrait.h"

#include <cmath>

namespace remirai {

namespace {

void paintHeadphones(Canvas &canvas, const Look &look, float top)
{
    const float w = look.faceWidth + 20;
    canvas.fill(Path::arcStroke({kCenterX, 246}, w, 246 - top + 26, 184, 356, 15), {52, 54, 70});
    for (const float side : {-1.0F, 1.0F}) {
        const float x = kCenterX + side * (w - 2);
        canvas.fill(Path::roundedRect({x - 19, 210}, {x + 19, 292}, 18), look.clothesAccent);
        canvas.fill(Path::roundedRect({x + side * 9 - 9, 222}, {x + side * 9 + 9, 280}, 9), {52, 54, 70});
    }
}

void paintBeanie(Canvas &canvas, const Look &look, float top)
{
    const float w = look.faceWidth + 14;
    Path cap;
    cap.moveTo(kCenterX - w, 190).cubicTo({kCenterX - w, top - 50}, {kCenterX + w, top - 50}, {kCenterX + w, 190});
    canvas.fill(cap, look.clothes);
    canvas.fill(Path::roundedRect({kCenterX - w - 6, 160}, {kCenterX + w + 6, 200}, 18), lightOf(look.clothes));
    canvas.fill(Path::ellipse({kCenterX, top - 22}, 22, 21), look.clothesAccent);
}

void paintBeret(Canvas &canvas, const Look &look, float top)
{
    const float w = look.faceWidth;
    Path beret;
    beret.moveTo(kCenterX - w - 6, 176)
        .cubicTo({kCenterX - w - 50, top - 10}, {kCenterX - 40, top - 52}, {kCenterX + 30, top - 34})
        .cubicTo({kCenterX + w + 50, top - 16}, {kCenterX + w + 36, 158}, {kCenterX + w - 2, 168})
        .cubicTo({kCenterX + 40, 140}, {kCenterX - 50, 142}, {kCenterX - w - 6, 176});
    canvas.fill(beret, look.clothes);
    canvas.fill(Path::stroke({kCenterX + 16, top - 36}, {kCenterX + 18, top - 48}, {kCenterX + 28, top - 56}, 9),
                shadowOf(look.clothes));
    canvas.fill(Path::stroke({kCenterX - w - 2, 174}, {kCenterX, 124}, {kCenterX + w - 4, 167}, 9),
                shadowOf(look.clothes));
}

void paintHeadband(Canvas &canvas, const Look &look)
{
    const float w = look.faceWidth + 6;
    Path band;
    band.moveTo(kCenterX - w, 196)
        .quadTo({kCenterX, 150}, {kCenterX + w, 196})
        .lineTo(kCenterX + w - 4, 172)
        .quadTo({kCenterX, 126}, {kCenterX - w + 4, 172});
    canvas.fill(band, look.clothesAccent);
    canvas.fill(Path::stroke({kCenterX - w + 3, 184}, {kCenterX, 138}, {kCenterX + w - 3, 184}, 5), look.clothes);
}

void paintFlower(Canvas &canvas, const Look &look)
{
    const Point center{kCenterX + look.faceWidth - 12, 176};
    for (int i = 0; i < 6; ++i) {
        const float angle = 1.0472F * static_cast<float>(i);
        canvas.fill(Path::ellipse({center.x + 17 * std::cos(angle), center.y + 17 * std::sin(angle)}, 13, 13),
                    {255, 246, 236});
    }
    canvas.fill(Path::ellipse(center, 11, 11), {252, 188, 70});
}

void paintSunHat(Canvas &canvas, const Look &look, float top)
{
    const Rgb straw{234, 200, 136};
    const float w = look.faceWidth;
    Path crown;
    crown.moveTo(kCenterX - w + 4, 166)
        .cubicTo({kCenterX - w + 8, top - 56}, {kCenterX + w - 8, top - 56}, {kCenterX + w - 4, 166});
    Path brim;
    brim.moveTo(kCenterX - w - 66, 178)
        .cubicTo({kCenterX - w, 138}, {kCenterX + w, 138}, {kCenterX + w + 66, 178})
        .cubicTo({kCenterX + w, 172}, {kCenterX - w, 172}, {kCenterX - w - 66, 178});
    canvas.fill(crown, straw);
    Path ribbon;
    ribbon.moveTo(kCenterX - w + 4, 156)
        .quadTo({kCenterX, 140}, {kCenterX + w - 4, 156})
        .lineTo(kCenterX + w - 6, 130)
        .quadTo({kCenterX, 114}, {kCenterX - w + 6, 130});
    canvas.fill(ribbon, look.clothes);
    canvas.fill(brim, shadowOf(straw));
    Path rim;
    rim.moveTo(kCenterX - w - 66, 178)
        .cubicTo({kCenterX - w, 132}, {kCenterX + w, 132}, {kCenterX + w + 66, 178})
        .cubicTo({kCenterX + w, 160}, {kCenterX - w, 160}, {kCenterX - w - 66, 178});
    canvas.fill(rim, straw);
}

void paintCatEars(Canvas &canvas, const Look &look, float top)
{
    const Rgb fur{70, 60, 74};
    canvas.fill(Path::arcStroke({kCenterX, 246}, look.faceWidth + 8, 246 - top + 14, 196, 344, 9), fur);
    for (const float side : {-1.0F, 1.0F}) {
        const auto x = [side](float from) { return kCenterX + side * from; };
        Path ear;
        ear.moveTo(x(34), top + 2)
            .quadTo({x(64), top - 50}, {x(86), top - 54})
            .quadTo({x(100), top - 4}, {x(90), top + 36});
        canvas.fill(ear, fur);
        Path inner;
        inner.moveTo(x(52), top + 4)
            .quadTo({x(70), top - 30}, {x(80), top - 34})
            .quadTo({x(88), top - 4}, {x(82), top + 22});
        canvas.fill(inner, {240, 160, 168});
    }
}

} // namespace

void paintHeadwear(Canvas &canvas, const Look &look)
{
    const float top = 236 - look.faceLength;
    switch (look.headwear) {
    case Headwear::None:
        return;
    case Headwear::Headphones:
        return paintHeadphones(canvas, look, top);
    case Headwear::Beanie:
        return paintBeanie(canvas, look, top);
    case Headwear::Beret:
        return paintBeret(canvas, look, top);
    case Headwear::Headband:
        return paintHeadband(canvas, look);
    case Headwear::Flower:
        return paintFlower(canvas, look);
    case Headwear::SunHat:
        return paintSunHat(canvas, look, top);
    case Headwear::CatEars:
        return paintCatEars(canvas, look, top);
    }
}

} // namespace remirai
