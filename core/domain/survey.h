// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"
#include "core/domain/result.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace remirai {

enum class QuestionType { Text, Choice };
QString toString(QuestionType type);

struct Question
{
    QString id;
    QString text;
    QuestionType type = QuestionType::Text;
    QStringList options; // for Choice
    bool required = false;

    bool operator==(const Question &) const = default;
};

// The questions of a survey. A survey remembers the version it was made with; a landed version is never edited.
struct QuestionSet
{
    int version = 0;
    std::vector<Question> questions;

    const Question *find(QStringView id) const;
    bool operator==(const QuestionSet &) const = default;
};

// Reads a question set file (`resources/questions/v1.json`).
Result<QuestionSet> parseQuestionSet(const QByteArray &json);

struct Survey
{
    SurveyId id;
    UserId ownerId;
    int questionSetVersion = 0;
    qint64 responseCount = 0;
    qint64 createdAtMs = 0;
    qint64 closedAtMs = 0; // 0 = open
};

} // namespace remirai
