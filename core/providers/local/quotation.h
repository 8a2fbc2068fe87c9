// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace remirai {

inline constexpr qsizetype kMaxQuoteLength = 110; // characters

// One line of plain words from text that a stranger wrote: no control, format (bidirectional) or line characters, no
// quotation marks, markup or braces; runs of blanks become one; at most `limit` characters, cut at a word, "…" added.
QString plainLine(QStringView untrusted, qsizetype limit);

// Whether text talks to a model rather than about a friend ("ignore previous instructions", "system:", "you are now
// …").
bool addressesModel(QStringView untrusted);

// What may be quoted in a prompt, between “ and ”: plainLine() of it, or nothing when it is too short to say anything
// or addresses the model.
std::optional<QString> quotable(QStringView untrusted);

} // namespace remirai
