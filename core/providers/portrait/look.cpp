// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/look.h"

#include "core/providers/local/stablehash.h"

#include <algorithm>

namespace remirai {

namespace {

enum Slot : quint64 {
    SkinSlot = 300,
    HairColorSlot,
    HairSlot,
    BackdropSlot,
    PaletteSlot,
    TopSlot,
    IrisSlot,
    FrecklesSlot,
    BeardSlot,
    EarringSlot,
    WidthSlot,
    LengthSlot,
    JawSlot,
    GlassesSlot,
    EyesSlot,
    MouthSlot,
};

constexpr std::array<Rgb, 7> kSkins{
    {{255, 224, 200}, {246, 205, 172}, {232, 182, 143}, {208, 153, 112}, {174, 118, 82}, {142, 94, 66}, {112, 74, 54}}};
constexpr std::array<Rgb, 12> kHairColors{{{44, 34, 36},
                                           {66, 44, 36},
                                           {98, 62, 42},
                                           {140, 88, 52},
                                           {190, 130, 70},
                                           {232, 190, 110},
                                           {176, 72, 44},
                                           {120, 44, 40},
                                           {150, 150, 158},
                                           {222, 218, 214},
                                           {70, 84, 140},
                                           {196, 96, 130}}};
constexpr std::array<Rgb, 6> kIrises{
    {{74, 52, 40}, {96, 68, 44}, {72, 108, 84}, {76, 120, 158}, {100, 116, 130}, {52, 44, 44}}};

struct Palette
{
    Rgb backdrop;
    Rgb accent;
    Rgb clothes;
    Rgb clothesAccent;
};
// From muted and cool to bright and warm, four for each level of social energy.
constexpr std::array<std::array<Palette, 4>, 4> kPalettes{{
    {{{{58, 72, 104}, {86, 102, 138}, {150, 166, 190}, {222, 226, 232}},
      {{76, 92, 92}, {104, 124, 120}, {190, 180, 160}, {92, 84, 80}},
      {{82, 74, 110}, {112, 102, 146}, {92, 132, 150}, {210, 200, 226}},
      {{48, 84, 96}, {70, 114, 124}, {204, 164, 128}, {246, 230, 206}}}},
    {{{{158, 188, 204}, {190, 214, 224}, {70, 96, 130}, {232, 236, 240}},
      {{176, 200, 178}, {206, 224, 202}, {116, 86, 104}, {240, 222, 214}},
      {{204, 192, 214}, {226, 218, 234}, {84, 112, 100}, {236, 226, 180}},
      {{214, 202, 178}, {234, 226, 208}, {70, 84, 92}, {206, 116, 84}}}},
    {{{{250, 206, 146}, {255, 228, 184}, {46, 124, 130}, {252, 242, 222}},
      {{244, 178, 160}, {252, 208, 192}, {68, 76, 132}, {255, 232, 150}},
      {{142, 208, 196}, {184, 230, 220}, {226, 106, 90}, {255, 240, 214}},
      {{164, 202, 244}, {204, 226, 252}, {238, 164, 66}, {255, 244, 222}}}},
    {{{{255, 196, 66}, {255, 222, 124}, {214, 64, 96}, {255, 244, 226}},
      {{255, 122, 102}, {255, 160, 138}, {52, 70, 140}, {255, 224, 110}},
      {{96, 202, 188}, {150, 226, 212}, {250, 118, 66}, {255, 236, 140}},
      {{236, 112, 164}, {248, 156, 194}, {66, 58, 120}, {140, 226, 214}}}},
}};

void chooseMood(const Traits &traits, Look &look)
{
    const bool first = choose(traits.seed, EyesSlot, 2) == 0;
    switch (traits.stress) {
    case Stress::Calm:
        look.eyes = first ? Eyes::Relaxed : Eyes::Happy;
        look.mouth = Mouth::Smile;
        look.brows = Brows::Soft;
        break;
    case Stress::Anxious:
        look.eyes = first ? Eyes::Wide : Eyes::Round;
        look.mouth = choose(traits.seed, MouthSlot, 2) == 0 ? Mouth::Wobbly : Mouth::Small;
        look.brows = Brows::Worried;
        break;
    case Stress::Energetic:
        look.eyes = first ? Eyes::Wide : Eyes::Happy;
        look.mouth = choose(traits.seed, MouthSlot, 2) == 0 ? Mouth::Grin : Mouth::Laugh;
        look.brows = Brows::Raised;
        break;
    case Stress::Withdrawn:
        look.eyes = first ? Eyes::Aside : Eyes::Relaxed;
        look.mouth = Mouth::Small;
        look.brows = first ? Brows::Soft : Brows::Flat;
        break;
    }
}

void applyHumor(const Traits &traits, Look &look)
{
    switch (traits.humor) {
    case Humor::Dry:
        look.eyes = Eyes::Relaxed;
        look.brows = Brows::Flat;
        break;
    case Humor::Sarcastic:
    case Humor::Witty:
        look.brows = Brows::OneUp;
        look.mouth = traits.stress == Stress::Energetic ? look.mouth : Mouth::Smirk;
        break;
    case Humor::Playful:
        look.eyes = Eyes::Wink;
        break;
    case Humor::Silly:
    case Humor::Punning:
        look.mouth = Mouth::Tongue;
        break;
    case Humor::Absurd:
        look.hairColor = choose(traits.seed, HairColorSlot, 2) == 0 ? Rgb{86, 160, 150} : Rgb{196, 96, 130};
        break;
    case Humor::Dark:
        look.clothes = {44, 42, 52};
        look.clothesAccent = {196, 60, 76};
        break;
    case Humor::Storytelling:
        look.mouth = Mouth::Laugh;
        break;
    case Humor::Warm:
        look.mouth = look.mouth == Mouth::Small ? Mouth::Smile : look.mouth;
        break;
    case Humor::Quiet:
        break;
    }
}

void wear(Headwear headwear, Look &look)
{
    if (look.headwear == Headwear::None)
        look.headwear = headwear;
}

void pin(Badge badge, Look &look)
{
    if (look.badge == Badge::None)
        look.badge = badge;
}

void applyTheme(Theme theme, const Traits &traits, Look &look)
{
    switch (theme) {
    case Theme::Kindness:
    case Theme::Loyalty:
    case Theme::Generosity:
        return pin(Badge::Heart, look);
    case Theme::Honesty:
    case Theme::Listening:
        look.top = Top::Turtleneck;
        return;
    case Theme::Courage:
    case Theme::Ambition:
        return pin(Badge::Star, look);
    case Theme::Curiosity:
    case Theme::Books:
        look.glasses = Glasses::Round;
        return;
    case Theme::Intelligence:
    case Theme::Technology:
        look.glasses = Glasses::Square;
        return;
    case Theme::Creativity:
        return wear(Headwear::Beret, look);
    case Theme::Music:
        pin(Badge::Note, look);
        return wear(Headwear::Headphones, look);
    case Theme::Nature:
        pin(Badge::Leaf, look);
        return wear(Headwear::Flower, look);
    case Theme::Animals:
        return wear(Headwear::CatEars, look);
    case Theme::Food:
        look.top = Top::Collar;
        return;
    case Theme::Sport:
        return wear(Headwear::Headband, look);
    case Theme::Travel:
        look.top = Top::Scarf;
        return wear(Headwear::SunHat, look);
    case Theme::Style:
        look.earrings = true;
        look.top = Top::Scarf;
        return;
    case Theme::Laughter:
        look.mouth = traits.humor == Humor::Dry ? look.mouth : Mouth::Laugh;
        return;
    case Theme::Energy:
        look.backdrop = Backdrop::Sun;
        return;
    case Theme::Smile:
        look.eyes = look.eyes == Eyes::Wink ? look.eyes : Eyes::Happy;
        look.mouth = Mouth::Grin;
        return;
    }
}

// In flat colours hair must stand out from the skin: black or dark brown when it would not.
Rgb hairFor(Rgb skin, Rgb wanted)
{
    const int r = skin.r - wanted.r;
    const int g = skin.g - wanted.g;
    const int b = skin.b - wanted.b;
    const bool fair = wanted.r > 110 && wanted.r - wanted.b > 30 && wanted.g >= wanted.b;
    if (r * r + g * g + b * b > 6'000 && !(fair && skin.r < 180))
        return wanted;
    return skin.r > 120 ? kHairColors[1] : kHairColors[0];
}

// What the hat would not fit over.
void flattenUnderHat(Look &look)
{
    const bool hat = look.headwear == Headwear::Beret || look.headwear == Headwear::SunHat;
    const bool band = hat || look.headwear == Headwear::Headphones || look.headwear == Headwear::CatEars
        || look.headwear == Headwear::Headband;
    if (hat && (look.hair == Hair::Curls || look.hair == Hair::Bun))
        look.hair = Hair::Waves;
    if (band && (look.hair == Hair::Quiff || look.hair == Hair::Spikes))
        look.hair = Hair::SideSweep;
    if (band && look.hair == Hair::Bun)
        look.hair = Hair::Bob;
}

void chooseBackdrop(const Traits &traits, Look &look)
{
    static constexpr std::array<std::array<Backdrop, 4>, 4> kBySocial{{
        {Backdrop::Moon, Backdrop::Plain, Backdrop::Hills, Backdrop::Disc},
        {Backdrop::Disc, Backdrop::Hills, Backdrop::Leaves, Backdrop::Moon},
        {Backdrop::Disc, Backdrop::Bands, Backdrop::Leaves, Backdrop::Dots},
        {Backdrop::Sun, Backdrop::Dots, Backdrop::Bands, Backdrop::Sun},
    }};
    look.backdrop = kBySocial[static_cast<size_t>(traits.social)][choose(traits.seed, BackdropSlot, 4)];
}

} // namespace

Look lookOf(const Traits &traits)
{
    const quint64 seed = traits.seed;
    // Few steps, so that many have the same head and hair: a shape that was painted before costs less.
    const auto part = [seed](Slot slot) { return static_cast<float>(choose(seed, slot, 5)) / 4; };
    const Palette &palette = kPalettes[static_cast<size_t>(traits.social)][choose(seed, PaletteSlot, 4)];
    Look look;
    look.backdropColor = palette.backdrop;
    look.backdropAccent = palette.accent;
    look.clothes = palette.clothes;
    look.clothesAccent = palette.clothesAccent;
    const size_t skin = choose(seed, SkinSlot, kSkins.size());
    look.skin = kSkins[skin];
    look.hairColor = hairFor(look.skin, kHairColors[choose(seed, HairColorSlot, kHairColors.size())]);
    look.iris = kIrises[skin >= 4 ? choose(seed, IrisSlot, 2) : choose(seed, IrisSlot, kIrises.size())];
    look.hair = static_cast<Hair>(choose(seed, HairSlot, 12));
    look.top = static_cast<Top>(choose(seed, TopSlot, 5));
    look.freckles = skin < 4 && choose(seed, FrecklesSlot, 4) == 0;
    const bool longHair = look.hair == Hair::Bob || look.hair == Hair::Long || look.hair == Hair::Bun
        || look.hair == Hair::Pigtails || look.hair == Hair::Waves;
    look.beard = !longHair && choose(seed, BeardSlot, 3) == 0;
    look.earrings = choose(seed, EarringSlot, longHair ? 2 : 6) == 0;
    look.glasses = choose(seed, GlassesSlot, 7) == 0 ? Glasses::Round : Glasses::None;
    look.faceWidth = 88 + 16 * part(WidthSlot);
    look.faceLength = 110 + 16 * part(LengthSlot);
    look.jaw = 0.45F + 0.4F * part(JawSlot);
    chooseBackdrop(traits, look);
    chooseMood(traits, look);
    applyHumor(traits, look);
    for (const Theme theme : traits.themes)
        applyTheme(theme, traits, look);
    flattenUnderHat(look);
    return look;
}

} // namespace remirai
