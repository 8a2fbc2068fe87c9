// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/survey.h"

#include "core/domain/enumtext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace remirai {

namespace {

constexpr EnumTexts<QuestionType, 2> kTypes{{{QuestionType::Text, u"text"}, {QuestionType::Choice, u"choice"}}};

Error malformed(const QString &what)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("question set: ") + what, {}};
}

Result<Question> parseQuestion(const QJsonObject &object)
{
    const auto type = valueOf(kTypes, object[u"type"].toString());
    if (!type)
        return malformed(QStringLiteral("type must be “text” or “choice”"));
    Question question{object[u"id"].toString(), object[u"text"].toString(), *type, {}, object[u"required"].toBool()};
    const QJsonArray options = object[u"options"].toArray();
    for (const QJsonValue option : options)
        question.options.append(option.toString());
    if (question.id.isEmpty() || question.text.isEmpty())
        return malformed(QStringLiteral("a question needs an id and a text"));
    if ((*type == QuestionType::Choice) == question.options.isEmpty())
        return malformed(question.id + QStringLiteral(": options belong to a choice, and only to a choice"));
    return question;
}

} // namespace

QString toString(QuestionType type)
{
    return textOf(kTypes, type);
}

const Question *QuestionSet::find(QStringView id) const
{
    const auto found = std::find_if(questions.begin(), questions.end(), [&](const Question &q) { return q.id == id; });
    return found == questions.end() ? nullptr : &*found;
}

Result<QuestionSet> parseQuestionSet(const QByteArray &json)
{
    QJsonParseError parseError;
    const QJsonObject root = QJsonDocument::fromJson(json, &parseError).object();
    if (parseError.error != QJsonParseError::NoError)
        return malformed(parseError.errorString());
    QuestionSet set{root[u"version"].toInt(), {}};
    if (set.version < 1)
        return malformed(QStringLiteral("version must be 1 or more"));
    const QJsonArray questions = root[u"questions"].toArray();
    for (const QJsonValue value : questions) {
        auto question = parseQuestion(value.toObject());
        if (!question)
            return question.error();
        if (set.find(question->id))
            return malformed(QStringLiteral("duplicate question ") + question->id);
        set.questions.push_back(std::move(*question));
    }
    if (set.questions.empty())
        return malformed(QStringLiteral("no questions"));
    return set;
}

} // namespace remirai
