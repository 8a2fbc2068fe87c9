// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/portrait.h"

#include <cmath>

namespace remirai {

namespace {

float topOf(const Look &look)
{
    return 236 - look.faceLength;
}

// The dome of hair from ear to ear, `lift` above the head and `side` beside it, down to `y`; the caller draws the
// hairline back from the right to the left.
Path dome(const Look &look, float lift, float side, float y)
{
    const float w = look.faceWidth + side;
    const float top = topOf(look) - lift;
    Path path;
    path.moveTo(kCenterX - w, y)
        .cubicTo({kCenterX - w, 232 - look.faceLength * 0.62F - lift}, {kCenterX - w * 0.62F, top}, {kCenterX, top})
        .cubicTo({kCenterX + w * 0.62F, top}, {kCenterX + w, 232 - look.faceLength * 0.62F - lift}, {kCenterX + w, y});
    return path;
}

Path arched(const Look &look, float lift, float forehead) // a hairline in one arch
{
    Path path = dome(look, lift, 5, 232);
    const float w = look.faceWidth - 7;
    path.lineTo(kCenterX + look.faceWidth - 3, 236) // onto the face, or what is behind shows between it and the hair
        .cubicTo({kCenterX + w, forehead - 4}, {kCenterX + w * 0.5F, forehead}, {kCenterX, forehead})
        .cubicTo({kCenterX - w * 0.5F, forehead}, {kCenterX - w, forehead - 4}, {kCenterX - look.faceWidth + 3, 236});
    return path;
}

Path fringed(const Look &look, float lift) // cut straight over the brows
{
    Path path = dome(look, lift, 7, 262);
    path.quadTo({kCenterX + look.faceWidth - 10, 236}, {kCenterX + look.faceWidth - 16, 204})
        .quadTo({kCenterX, 182}, {kCenterX - look.faceWidth + 16, 204})
        .quadTo({kCenterX - look.faceWidth + 10, 236}, {kCenterX - look.faceWidth - 7, 262});
    return path;
}

Path swept(const Look &look, float lift) // parted at the right, falling to the left
{
    const float part = topOf(look) + 22;
    Path path = dome(look, lift, 6, 240);
    path.lineTo(kCenterX + look.faceWidth - 3, 242)
        .quadTo({kCenterX + look.faceWidth - 8, 190}, {kCenterX + 44, part})
        .cubicTo({kCenterX + 10, 186}, {kCenterX - 60, 196}, {kCenterX - look.faceWidth + 6, 204})
        .quadTo({kCenterX - look.faceWidth + 2, 222}, {kCenterX - look.faceWidth + 3, 242});
    return path;
}

Path parted(const Look &look, float lift, float y) // in the middle, like a curtain
{
    const float part = topOf(look) + 26;
    Path path = dome(look, lift, 8, y);
    path.cubicTo({kCenterX + look.faceWidth - 10, 214}, {kCenterX + 40, 190}, {kCenterX, part})
        .cubicTo({kCenterX - 40, 190}, {kCenterX - look.faceWidth + 10, 214}, {kCenterX - look.faceWidth - 8, y});
    return path;
}

void paintCurls(Canvas &canvas, const Look &look, Rgb color, float from, float to, float radius)
{
    constexpr int kCurls = 11;
    Path curls;
    for (int i = 0; i < kCurls; ++i) {
        const float angle = from + (to - from) * static_cast<float>(i) / (kCurls - 1);
        curls.add(Path::ellipse(
            {kCenterX + (look.faceWidth + 14) * std::cos(angle), 218 - (look.faceLength + 2) * std::sin(angle)}, radius,
            radius));
    }
    canvas.fill(curls, color);
}

void paintWaves(Canvas &canvas, const Look &look, Rgb color)
{
    Path waves;
    for (int i = 0; i < 5; ++i) {
        for (const float side : {-1.0F, 1.0F}) {
            const float y = 232 + 44 * static_cast<float>(i);
            waves.add(Path::ellipse({kCenterX + side * (look.faceWidth + 18 + (i % 2 ? 7.0F : 0.0F)), y}, 25, 29));
        }
    }
    canvas.fill(waves, color);
}

void paintSpikes(Canvas &canvas, const Look &look)
{
    canvas.fill(arched(look, 8, 176), look.hairColor);
    const float top = topOf(look);
    std::vector<Point> points{{kCenterX - look.faceWidth - 4, 200}};
    for (int i = 0; i < 6; ++i) {
        const float along = (static_cast<float>(i) - 2.5F) / 2.5F;
        const float x = kCenterX + along * (look.faceWidth + 10);
        const float rim = top + 46 * along * along;
        points.push_back({x + 8, rim - 44 + 12 * along * along});
        points.push_back({kCenterX + (along + 0.22F) * (look.faceWidth - 2), rim + 12});
    }
    points.push_back({kCenterX + look.faceWidth + 4, 200});
    points.push_back({kCenterX, 168});
    canvas.fill(Path::polygon(std::move(points)), look.hairColor);
}

void paintShine(Canvas &canvas, const Look &look)
{
    canvas.fill(Path::arcStroke({kCenterX, 226}, look.faceWidth - 22, look.faceLength - 8, 222, 262, 7),
                lightOf(look.hairColor));
}

void paintLongBack(Canvas &canvas, const Look &look, float bottom, float flare)
{
    const float w = look.faceWidth + 16;
    Path path = dome(look, 14, 16, 230);
    path.cubicTo({kCenterX + w + flare, 300}, {kCenterX + w + flare, bottom - 40}, {kCenterX + w - 4, bottom})
        .quadTo({kCenterX, bottom + 26}, {kCenterX - w + 4, bottom})
        .cubicTo({kCenterX - w - flare, bottom - 40}, {kCenterX - w - flare, 300}, {kCenterX - w, 230});
    canvas.fill(path, shadowOf(look.hairColor));
}

} // namespace

void paintHairBehind(Canvas &canvas, const Look &look)
{
    const Rgb shade = shadowOf(look.hairColor);
    const float top = topOf(look);
    switch (look.hair) {
    case Hair::Bob:
        return paintLongBack(canvas, look, 348, 14);
    case Hair::Long:
        return paintLongBack(canvas, look, 452, 10);
    case Hair::Waves:
        paintLongBack(canvas, look, 420, 14);
        return paintWaves(canvas, look, shade);
    case Hair::Curls:
        canvas.fill(Path::ellipse({kCenterX, 204}, look.faceWidth + 40, look.faceLength + 22), shade);
        return paintCurls(canvas, look, shade, -0.5F, 3.64F, 38);
    case Hair::Bun:
        canvas.fill(Path::ellipse({kCenterX, top - 26}, 46, 42), look.hairColor);
        return canvas.fill(Path::arcStroke({kCenterX, top - 20}, 26, 24, 200, 320, 5), shade);
    case Hair::Pigtails:
        for (const float side : {-1.0F, 1.0F}) {
            const auto x = [side, &look](float from) { return kCenterX + side * (look.faceWidth + from); };
            Path tail;
            tail.moveTo(x(-4), 206)
                .cubicTo({x(66), 190}, {x(74), 330}, {x(40), 380})
                .cubicTo({x(30), 330}, {x(16), 290}, {x(-4), 246});
            canvas.fill(tail, look.hairColor);
            canvas.fill(Path::ellipse({x(14), 222}, 12, 14), look.clothesAccent);
        }
        return;
    case Hair::Crop:
    case Hair::SideSweep:
    case Hair::Quiff:
    case Hair::Spikes:
    case Hair::Bald:
    case Hair::Undercut:
        return;
    }
}

void paintHairInFront(Canvas &canvas, const Look &look)
{
    const float top = topOf(look);
    switch (look.hair) {
    case Hair::Crop:
        canvas.fill(arched(look, 12, 174), look.hairColor);
        return paintShine(canvas, look);
    case Hair::SideSweep:
        canvas.fill(swept(look, 20), look.hairColor);
        return paintShine(canvas, look);
    case Hair::Bob:
    case Hair::Pigtails:
        canvas.fill(fringed(look, 16), look.hairColor);
        return paintShine(canvas, look);
    case Hair::Long:
        canvas.fill(parted(look, 15, 300), look.hairColor);
        return paintShine(canvas, look);
    case Hair::Waves:
        canvas.fill(swept(look, 20), look.hairColor);
        return paintShine(canvas, look);
    case Hair::Curls:
        canvas.fill(arched(look, 14, 168), look.hairColor);
        return paintCurls(canvas, look, look.hairColor, 0.32F, 2.82F, 27);
    case Hair::Bun:
        canvas.fill(arched(look, 9, 164), look.hairColor);
        return paintShine(canvas, look);
    case Hair::Quiff: {
        canvas.fill(arched(look, 8, 172), look.hairColor);
        Path quiff;
        quiff.moveTo(kCenterX - 78, 180)
            .cubicTo({kCenterX - 104, top - 20}, {kCenterX - 20, top - 62}, {kCenterX + 62, top - 40})
            .cubicTo({kCenterX + 106, top - 26}, {kCenterX + 92, 150}, {kCenterX + 76, 178})
            .cubicTo({kCenterX + 40, 150}, {kCenterX - 30, 158}, {kCenterX - 78, 180});
        canvas.fill(quiff, look.hairColor);
        return canvas.fill(Path::stroke({kCenterX - 50, 150}, {kCenterX - 30, top - 24}, {kCenterX + 48, top - 22}, 7),
                           lightOf(look.hairColor));
    }
    case Hair::Spikes:
        return paintSpikes(canvas, look);
    case Hair::Bald:
        return canvas.fill(Path::arcStroke({kCenterX, 226}, look.faceWidth - 26, look.faceLength - 16, 226, 256, 8),
                           lightOf(look.skin));
    case Hair::Undercut:
        canvas.fill(arched(look, 3, 176), mixed(look.hairColor, look.skin, 0.35F));
        canvas.fill(swept(look, 24), look.hairColor);
        return paintShine(canvas, look);
    }
}

} // namespace remirai
