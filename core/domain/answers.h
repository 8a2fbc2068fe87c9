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

// Stored form: {"q1":"…","q2":"Calm"}.
QByteArray answersToJson(const std::vector<Answer> &answers);
std::vector<Answer> answersFromJson(const QByteArray &json);

// What all friends said about one question: counts for a choice, a bounded sample of texts otherwise.
struct QuestionSummary
{
    QString questionId;
    QString question;
    std::vector<std::pair<QString, int>> counts; // every option, in question order
    QStringList texts; // newest first, at most kMaxSampledTexts

    bool operator==(const QuestionSummary &) const = default;
};

struct AnswerSummary
{
    int responseCount = 0;
    std::vector<QuestionSummary> questions;

    bool operator==(const AnswerSummary &) const = default;
};

// `responses` newest first. The result does not say who answered what.
AnswerSummary summarize(const QuestionSet &set, const std::vector<std::vector<Answer>> &responses);

QByteArray summaryToJson(const AnswerSummary &summary);
Result<AnswerSummary> summaryFromJson(const QByteArray &json);

} // namespace remirai
