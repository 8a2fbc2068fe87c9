// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/portrait.h"

namespace remirai {

namespace {

Path shoulders(float lift)
{
    Path path;
    path.moveTo(54, 520)
        .cubicTo({60, 440 - lift}, {130, 416 - lift}, {212, 398 - lift})
        .lineTo(300, 398 - lift)
        .cubicTo({382, 416 - lift}, {452, 440 - lift}, {458, 520});
    return path;
}

void paintNeck(Canvas &canvas, const Look &look)
{
    canvas.fill(Path::roundedRect({219, 300}, {293, 424}, 30), look.skin);
    // The chin throws its shadow on the neck; the head is painted over its upper part.
    Path shade;
    shade.moveTo(219, 330).lineTo(293, 330).lineTo(293, 366).quadTo({256, 398}, {219, 366});
    canvas.fill(shade, shadowOf(look.skin));
}

void paintCollar(Canvas &canvas, const Look &look)
{
    canvas.fill(Path::polygon({{214, 396}, {256, 462}, {298, 396}, {286, 392}, {256, 420}, {226, 392}}), look.skin);
    for (const float side : {-1.0F, 1.0F}) {
        const auto x = [side](float from) { return kCenterX + side * from; };
        canvas.fill(Path::polygon({{x(46), 384}, {x(0), 440}, {x(34), 470}, {x(74), 404}}), look.clothesAccent);
    }
}

void paintTop(Canvas &canvas, const Look &look)
{
    switch (look.top) {
    case Top::Crew: {
        Path opening;
        opening.moveTo(206, 392).quadTo({256, 452}, {306, 392});
        canvas.fill(opening, look.skin);
        canvas.fill(Path::stroke({204, 396}, {256, 456}, {308, 396}, 13), look.clothesAccent);
        return;
    }
    case Top::Hood:
        canvas.fill(Path::ellipse({kCenterX, 404}, 92, 34), shadowOf(look.clothes));
        canvas.fill(Path::ellipse({kCenterX, 394}, 56, 26), look.skin);
        canvas.fill(Path::stroke({228, 424}, {222, 460}, {226, 490}, 6), look.clothesAccent);
        canvas.fill(Path::stroke({284, 424}, {290, 460}, {286, 490}, 6), look.clothesAccent);
        return;
    case Top::Collar:
        return paintCollar(canvas, look);
    case Top::Turtleneck:
        canvas.fill(Path::roundedRect({208, 368}, {304, 424}, 20), look.clothes);
        canvas.fill(Path::stroke({214, 402}, {256, 416}, {298, 402}, 5), shadowOf(look.clothes));
        return;
    case Top::Stripes: {
        for (const float y : {440.0F, 474.0F})
            canvas.fill(Path::stroke({116 - (y - 440) * 0.9F, y}, {256, y + 26}, {396 + (y - 440) * 0.9F, y}, 13),
                        look.clothesAccent);
        Path opening;
        opening.moveTo(202, 394).quadTo({256, 438}, {310, 394});
        canvas.fill(opening, look.skin);
        return;
    }
    case Top::Scarf:
        canvas.fill(Path::roundedRect({284, 400}, {330, 500}, 14), shadowOf(look.clothesAccent));
        canvas.fill(Path::roundedRect({196, 372}, {316, 430}, 28), look.clothesAccent);
        canvas.fill(Path::stroke({214, 400}, {256, 424}, {300, 398}, 5), shadowOf(look.clothesAccent));
        return;
    }
}

void paintBadge(Canvas &canvas, const Look &look)
{
    const Rgb color = look.clothesAccent;
    switch (look.badge) {
    case Badge::None:
        return;
    case Badge::Heart: {
        Path heart;
        heart.moveTo(370, 496).cubicTo({336, 468}, {350, 444}, {370, 460}).cubicTo({390, 444}, {404, 468}, {370, 496});
        return canvas.fill(heart, {232, 84, 98});
    }
    case Badge::Star:
        return canvas.fill(Path::polygon({{370, 446},
                                          {376, 462},
                                          {393, 463},
                                          {380, 474},
                                          {384, 491},
                                          {370, 482},
                                          {356, 491},
                                          {360, 474},
                                          {347, 463},
                                          {364, 462}}),
                           {255, 206, 84});
    case Badge::Leaf: {
        Path leaf;
        leaf.moveTo(350, 492).quadTo({346, 456}, {390, 448}).quadTo({392, 488}, {350, 492});
        canvas.fill(leaf, {104, 170, 104});
        return canvas.fill(Path::stroke({352, 490}, {366, 474}, {384, 456}, 3), {70, 128, 80});
    }
    case Badge::Note:
        canvas.fill(Path::ellipse({358, 488}, 9, 7), color);
        canvas.fill(Path::ellipse({386, 482}, 9, 7), color);
        canvas.fill(
            Path::polygon(
                {{362, 488}, {362, 454}, {395, 447}, {395, 482}, {390, 482}, {390, 458}, {367, 463}, {367, 488}}),
            color);
        return;
    }
}

Path faceOutline(const Look &look)
{
    const float w = look.faceWidth;
    const float top = 236 - look.faceLength;
    const float chin = 236 + look.faceLength;
    const float jaw = w * look.jaw;
    Path face;
    face.moveTo(kCenterX - w, 232)
        .cubicTo({kCenterX - w, 232 - look.faceLength * 0.62F}, {kCenterX - w * 0.6F, top}, {kCenterX, top})
        .cubicTo({kCenterX + w * 0.6F, top}, {kCenterX + w, 232 - look.faceLength * 0.62F}, {kCenterX + w, 232})
        .cubicTo({kCenterX + w, 292}, {kCenterX + jaw, chin}, {kCenterX, chin})
        .cubicTo({kCenterX - jaw, chin}, {kCenterX - w, 292}, {kCenterX - w, 232});
    return face;
}

void paintBeard(Canvas &canvas, const Look &look)
{
    const float w = look.faceWidth;
    const float chin = 236 + look.faceLength;
    const float jaw = w * look.jaw;
    Path beard;
    beard.moveTo(kCenterX - w, 246)
        .cubicTo({kCenterX - w, 300}, {kCenterX - jaw, chin + 8}, {kCenterX, chin + 8})
        .cubicTo({kCenterX + jaw, chin + 8}, {kCenterX + w, 300}, {kCenterX + w, 246})
        .cubicTo({kCenterX + w - 16, 290}, {kCenterX + 50, 286}, {kCenterX, 284})
        .cubicTo({kCenterX - 50, 286}, {kCenterX - w + 16, 290}, {kCenterX - w, 246});
    canvas.fill(beard, look.hairColor);
}

} // namespace

void paintBody(Canvas &canvas, const Look &look)
{
    if (look.top == Top::Hood)
        canvas.fill(Path::ellipse({kCenterX, 388}, 104, 52), shadowOf(look.clothes));
    paintNeck(canvas, look);
    canvas.fill(shoulders(look.top == Top::Hood ? 6.0F : 0.0F), look.clothes);
    paintTop(canvas, look);
    paintBadge(canvas, look);
}

void paintHead(Canvas &canvas, const Look &look)
{
    for (const float side : {-1.0F, 1.0F}) {
        const float x = kCenterX + side * (look.faceWidth + 1);
        canvas.fill(Path::ellipse({x, 250}, 17, 25), look.skin);
        canvas.fill(Path::ellipse({x + side * 1, 251}, 8, 14), shadowOf(look.skin));
        if (look.earrings)
            canvas.fill(Path::ellipse({x + side * 3, 284}, 8, 8), {248, 206, 104});
    }
    canvas.fill(faceOutline(look), look.skin);
    if (look.beard)
        paintBeard(canvas, look);
}

} // namespace remirai
