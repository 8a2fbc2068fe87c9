// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/web/html.h"

#include <utility>
#include <vector>

namespace remirai {

// What a card shows of a persona prompt. Any model's text gives one: what is missing is left out. Pure.
struct PersonaCard
{
    QString motto; // its first sentence, "You are …"
    std::vector<std::pair<QString, QString>> traits; // ("Humor", "dry"), at most kMaxTraits
};

inline constexpr size_t kMaxTraits = 4;

PersonaCard cardOf(const QString &prompt);

// The whole prompt: headings, lists and paragraphs of the little Markdown that models write; all else is plain text.
Html promptAsHtml(const QString &prompt);

} // namespace remirai
