// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/survey.h"

#include <utility>
#include <vector>

namespace remirai {

inline constexpr qsizetype kMaxAnswerLength = 1'000; // characters
inline constexpr qsizetype kMaxSampledTexts = 40; // free texts that reach a model, per question

struct Answer
{
    QString questionId;
    QString text;

    bool operator==(const Answer &) const = default;
};

// One friend's answers in question order. At least one; ids known; a choice is one of its options; texts are trimmed,
// non-empty, at most kMaxAnswerLength and free of control characters other than line breaks and tabs.
// The error is Unprocessable with `field` = the question's id.
Result<std::vector<Answer>> validateAnswers(const QuestionSet &set, std::vector<Answer> answers);

// One friend's answers as they are kept.
struct FriendAnswers
{
    std::vector<Answer> answers;
    bool allowQuotes = false; // whether the owner may read their texts word for word

    bool operator==(const FriendAnswers &) const = default;
};

// Stored form: {"q1":"…","q2":"Calm","allow_quotes":true}; no permission is written by leaving it out.
QByteArray answersToJson(const std::vector<Answer> &answers, bool allowQuotes = false);
FriendAnswers answersFromJson(const QByteArray &json);

// What all friends said about one question: counts for a choice, a bounded sample of texts otherwise.
struct QuestionSummary
{
    QString questionId;
    QString question;
    std::vector<std::pair<QString, int>> counts; // every option, in question order
    QStringList texts = {}; // in the order of the responses, at most kMaxSampledTexts
    QStringList quotes =
        {}; // the same of those friends who allowed it; everything else must not be shown word for word

    bool operator==(const QuestionSummary &) const = default;
};

struct AnswerSummary
{
    int responseCount = 0;
    std::vector<QuestionSummary> questions;

    bool operator==(const AnswerSummary &) const = default;
};

// The result does not say who answered what.
AnswerSummary summarize(const QuestionSet &set, const std::vector<FriendAnswers> &responses);

QByteArray summaryToJson(const AnswerSummary &summary);
Result<AnswerSummary> summaryFromJson(const QByteArray &json);

} // namespace remirai
