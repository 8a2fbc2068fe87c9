// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/quotes.h"

namespace remirai {

Result<std::vector<QuestionSummary>> allowedQuotes(Database &database, const Survey &survey,
                                                   const QuestionSets &questions)
{
    const QuestionSet *set = questions.find(survey.questionSetVersion);
    const auto responses = sampleResponses(database, survey.id, kSampledForQuotes);
    if (!responses)
        return responses.error();
    std::vector<QuestionSummary> found;
    const AnswerSummary summary = summarize(set ? *set : questions.latest(), *responses);
    for (const QuestionSummary &question : summary.questions) {
        if (!question.quotes.isEmpty())
            found.push_back({question.questionId, question.question, {}, {}, question.quotes});
    }
    return found;
}

} // namespace remirai
