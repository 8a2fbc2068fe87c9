// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/local/traits.h"

namespace remirai {

// Lower-case words of letters, digits and inner apostrophes, in order; punctuation is left out. At most `limit`.
QStringList wordsOf(QStringView text, qsizetype limit = 4'000);

// The kind of humour that most words stand for; nothing when no word does. Ties go to the kind that stands first in
// Humor.
std::optional<Humor> humorIn(const QStringList &words);
// Themes by number of words, ties in the order of Theme.
std::vector<Theme> themesIn(const QStringList &words);

} // namespace remirai
