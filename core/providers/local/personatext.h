// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/local/traits.h"

namespace remirai {

// The structured prompt of a persona: starts with "You are ", then the sections "## Core traits", "## Behavior",
// "## Voice", "## Strengths and quirks" and, when friends said something quotable, "## In your friends' words".
// Pure. Sections come from our own tables alone; friends' words stand only between “ and ”, one line each.
QString writePersona(const Traits &traits);

// The traits of a prompt that writePersona() made, or a fair guess from the words of any other prompt. Traits that the
// prompt leaves open follow from its hash, so that two prompts differ. `seed` is always that hash.
Traits readPersona(QStringView prompt);

} // namespace remirai
