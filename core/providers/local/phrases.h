// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/local/traits.h"

#include <span>

namespace remirai {

// The words of the local language model. Tables only; who chooses among them is personatext.cpp and localchat.cpp.

using Phrases = std::span<const QStringView>;

// Ends of the sentence "You are …".
Phrases identityPhrases(SocialEnergy social);
// Whole sentences in the second person.
Phrases stressSentences(Stress stress);
Phrases socialSentences(SocialEnergy social);
Phrases humorSentences(Humor humor);
Phrases stressBehavior(Stress stress);
Phrases socialBehavior(SocialEnergy social);
Phrases humorVoice(Humor humor);
Phrases socialVoice(SocialEnergy social);

struct ThemePhrases
{
    QStringView trait; // "You …"
    QStringView strength; // a noun phrase and its reason
    QStringView quirk;
    QStringView said; // the first person, in a chat
};
const ThemePhrases &phrasesOf(Theme theme);

} // namespace remirai
