// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"

#include <optional>
#include <vector>

namespace remirai {

enum class Stress { Calm, Anxious, Energetic, Withdrawn };
enum class SocialEnergy { VeryIntroverted, Introverted, Extroverted, VeryExtroverted };
enum class Humor { Dry, Sarcastic, Witty, Playful, Silly, Warm, Dark, Absurd, Punning, Storytelling, Quiet };
enum class Theme {
    Kindness,
    Generosity,
    Loyalty,
    Honesty,
    Courage,
    Ambition,
    Curiosity,
    Intelligence,
    Creativity,
    Music,
    Books,
    Nature,
    Animals,
    Food,
    Sport,
    Travel,
    Style,
    Laughter,
    Listening,
    Energy,
    Technology,
    Smile,
};

// Who somebody is, as far as friends' answers tell: what the local models write, say and paint from.
struct Traits
{
    Stress stress = Stress::Calm;
    std::optional<Stress> sometimes; // a second way to handle stress that enough friends see
    SocialEnergy social = SocialEnergy::Introverted;
    Humor humor = Humor::Quiet; // Quiet when nobody spoke of it
    std::vector<Theme> themes; // strongest first, at most kMaxThemes, no doubles
    QStringList quotes; // friends' words made harmless by quotable()
    int friends = 0;
    quint64 seed = 0; // chooses among what the traits leave open

    bool operator==(const Traits &) const = default;
};

inline constexpr size_t kMaxThemes = 4;
inline constexpr qsizetype kMaxQuotes = 4;

// Pure; the same summary gives the same traits. A choice question is known by its options, the question on humour by
// its id or wording, every other text counts as what is striking.
Traits traitsFromSummary(const AnswerSummary &summary);

// The words that stand for a trait in a structured prompt: "calm", "very introverted", "dry", "music".
QString toString(Stress stress);
QString toString(SocialEnergy social);
QString toString(Humor humor);
QString toString(Theme theme);
std::optional<Stress> stressFrom(QStringView text);
std::optional<SocialEnergy> socialEnergyFrom(QStringView text);
std::optional<Humor> humorFrom(QStringView text);
std::optional<Theme> themeFrom(QStringView text);

} // namespace remirai
