// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/questionsets.h"
#include "core/storage/surveystore.h"

namespace remirai {

inline constexpr int kSampledForQuotes = 500; // responses looked at: the same sample that a model sees

// Query: what friends allowed to be read word for word, by question, in an order that says nothing about who or when.
// Only `quotes` is filled; questions without any are left out.
Result<std::vector<QuestionSummary>> allowedQuotes(Database &database, const Survey &survey,
                                                   const QuestionSets &questions);

} // namespace remirai
