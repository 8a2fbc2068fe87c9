// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"

namespace remirai {

// A summary over the first question set, whose friends all allow to be quoted: who handles stress how (Calm, Anxious,
// Energetic, Withdrawn), how social they are.
struct SummarySketch
{
    std::array<int, 4> stress{3, 0, 0, 0};
    std::array<int, 4> social{0, 3, 0, 0};
    QStringList humor;
    QStringList striking;
};

inline AnswerSummary summaryOf(const SummarySketch &sketch)
{
    const auto counted = [](const QStringList &options, const std::array<int, 4> &counts) {
        std::vector<std::pair<QString, int>> result;
        for (size_t i = 0; i < counts.size(); ++i)
            result.emplace_back(options[static_cast<qsizetype>(i)], counts[i]);
        return result;
    };
    const QStringList stress{QStringLiteral("Calm"), QStringLiteral("Anxious"), QStringLiteral("Energetic"),
                             QStringLiteral("Withdrawn")};
    const QStringList social{QStringLiteral("Very Introverted"), QStringLiteral("Introverted"),
                             QStringLiteral("Extroverted"), QStringLiteral("Very Extroverted")};
    AnswerSummary summary{3, {}};
    summary.questions.push_back({QStringLiteral("q1"),
                                 QStringLiteral("How would you describe their sense of humor?"),
                                 {},
                                 sketch.humor,
                                 sketch.humor});
    summary.questions.push_back(
        {QStringLiteral("q2"), QStringLiteral("How do they handle stress?"), counted(stress, sketch.stress), {}});
    summary.questions.push_back({QStringLiteral("q3"),
                                 QStringLiteral("What's their social energy level?"),
                                 counted(social, sketch.social),
                                 {}});
    summary.questions.push_back({QStringLiteral("q4"),
                                 QStringLiteral("What's the most striking thing about them?"),
                                 {},
                                 sketch.striking,
                                 sketch.striking});
    return summary;
}

} // namespace remirai
