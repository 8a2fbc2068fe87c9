// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/local/localchat.h"
#include "core/providers/local/phrases.h"

namespace remirai {

// What a persona says, by intent: {topic} and {theme} are filled in, and a line with a placeholder that has no value is
// skipped.
Phrases chatLines(Intent intent);
// Asides by the kind of humour, and by how stress is met (to somebody who worries).
Phrases humorAsides(Humor humor);
Phrases stressAdvice(Stress stress);
// Beginnings, questions about what was told and questions returned, by social energy. An empty one means none.
Phrases chatOpeners(SocialEnergy social);
Phrases chatFollowUps(SocialEnergy social);
Phrases chatReturns(SocialEnergy social);

} // namespace remirai
