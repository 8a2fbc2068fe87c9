// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"

namespace remirai {

// What a model wrote, with "…" for each passage that repeats a friend's answer word for word although that friend did
// not allow to be quoted: five words in a row, or a whole answer of three or four. Case, punctuation and how a letter
// is composed make no difference; in scripts without blanks between words each character counts as one. The first
// two words ("You are") always stay. A model is asked not to quote; this holds it to that.
QString withoutVerbatim(const QString &text, const AnswerSummary &summary);

} // namespace remirai
