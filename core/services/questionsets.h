// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/survey.h"

namespace remirai {

// Every question set this program knows, by version; surveys keep the one they were made with. Immutable after loading.
class QuestionSets
{
public:
    static Result<QuestionSets> load(); // from the resources

    const QuestionSet *find(int version) const;
    const QuestionSet &latest() const { return m_sets.back(); }

private:
    std::vector<QuestionSet> m_sets; // by version
};

} // namespace remirai
