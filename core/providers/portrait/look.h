// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/local/traits.h"
#include "core/providers/portrait/canvas.h"

namespace remirai {

enum class Backdrop { Plain, Disc, Sun, Hills, Dots, Moon, Bands, Leaves };
enum class Hair { Crop, SideSweep, Bob, Long, Curls, Bun, Pigtails, Waves, Quiff, Spikes, Bald, Undercut };
enum class Eyes { Round, Relaxed, Happy, Wide, Aside, Wink };
enum class Mouth { Smile, Grin, Small, Wobbly, Smirk, Laugh, Tongue };
enum class Brows { Soft, Raised, Worried, OneUp, Flat };
enum class Headwear { None, Headphones, Beanie, Beret, Headband, Flower, SunHat, CatEars };
enum class Glasses { None, Round, Square };
enum class Top { Crew, Hood, Collar, Turtleneck, Stripes, Scarf };
enum class Badge { None, Heart, Star, Leaf, Note };

// Everything that the painter needs to know; nothing here is random any more.
struct Look
{
    Rgb backdropColor;
    Rgb backdropAccent;
    Rgb skin;
    Rgb hairColor;
    Rgb clothes;
    Rgb clothesAccent;
    Rgb iris;
    Backdrop backdrop = Backdrop::Plain;
    Hair hair = Hair::Crop;
    Eyes eyes = Eyes::Round;
    Mouth mouth = Mouth::Smile;
    Brows brows = Brows::Soft;
    Headwear headwear = Headwear::None;
    Glasses glasses = Glasses::None;
    Top top = Top::Crew;
    Badge badge = Badge::None;
    bool freckles = false;
    bool beard = false;
    bool earrings = false;
    float faceWidth = 96; // half of it, in pixels
    float faceLength = 118;
    float jaw = 0.6F; // width of the chin, 0..1
};

// Pure. Stress sets eyes, mouth and brows, social energy the backdrop and the colours, humor their twist, themes what
// is worn; skin, hair and shape follow from the seed.
Look lookOf(const Traits &traits);

} // namespace remirai
