// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/answers.h"

#include "core/domain/jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace remirai {

namespace {

Error wrongAnswer(const QString &questionId, const QString &message)
{
    return {ErrorCode::Unprocessable, message, QStringLiteral("answers.") + questionId};
}

bool hasForbiddenCharacter(QStringView text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) {
        return (c.unicode() < 0x20 && c != u'\n' && c != u'\r' && c != u'\t') || c.unicode() == 0x7f;
    });
}

Status checkAnswer(const Question &question, const Answer &answer)
{
    if (answer.text.isEmpty())
        return wrongAnswer(answer.questionId, QStringLiteral("the answer is empty; leave the question out instead"));
    if (answer.text.size() > kMaxAnswerLength)
        return wrongAnswer(answer.questionId,
                           QStringLiteral("the answer has %1 characters; at most %2 are taken")
                               .arg(answer.text.size())
                               .arg(kMaxAnswerLength));
    if (hasForbiddenCharacter(answer.text))
        return wrongAnswer(answer.questionId, QStringLiteral("the answer contains control characters"));
    if (question.type == QuestionType::Choice && !question.options.contains(answer.text))
        return wrongAnswer(answer.questionId,
                           QStringLiteral("“%1” is not an option; choose one of: %2")
                               .arg(answer.text.left(60), question.options.join(QStringLiteral(", "))));
    return {};
}

constexpr qsizetype kUsualAnswersBytes = 240; // as JSON
const QString kAllowQuotes = QStringLiteral("allow_quotes");

void addText(QuestionSummary &entry, const QString &text, bool allowQuotes)
{
    if (entry.texts.size() < kMaxSampledTexts)
        entry.texts.append(text);
    if (allowQuotes && entry.quotes.size() < kMaxSampledTexts)
        entry.quotes.append(text);
}

} // namespace

Result<std::vector<Answer>> validateAnswers(const QuestionSet &set, std::vector<Answer> answers)
{
    std::vector<Answer> ordered;
    ordered.reserve(answers.size());
    for (Answer &answer : answers) {
        answer.text = answer.text.trimmed();
        const Question *question = set.find(answer.questionId);
        if (!question)
            return wrongAnswer(answer.questionId.left(60), QStringLiteral("this survey has no such question"));
        if (const Status checked = checkAnswer(*question, answer); !checked)
            return checked.error();
    }
    for (const Question &question : set.questions) {
        const auto given =
            std::find_if(answers.begin(), answers.end(), [&](const Answer &a) { return a.questionId == question.id; });
        if (given != answers.end())
            ordered.push_back(std::move(*given));
        else if (question.required)
            return wrongAnswer(question.id, QStringLiteral("this question must be answered"));
    }
    if (ordered.empty())
        return Error{ErrorCode::Unprocessable, QStringLiteral("answer at least one question"),
                     QStringLiteral("answers")};
    return ordered;
}

QByteArray answersToJson(const std::vector<Answer> &answers, bool allowQuotes)
{
    QByteArray out;
    out.reserve(kUsualAnswersBytes);
    out.append('{');
    for (const Answer &answer : answers) {
        appendJsonString(out, answer.questionId.toUtf8());
        out.append(':');
        appendJsonString(out, answer.text.toUtf8());
        out.append(',');
    }
    if (allowQuotes)
        out.append('"' + kAllowQuotes.toUtf8() + "\":true,");
    if (out.endsWith(','))
        out.chop(1);
    return out.append('}');
}

FriendAnswers answersFromJson(const QByteArray &json)
{
    FriendAnswers given;
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.value().isString())
            given.answers.push_back({it.key(), it.value().toString()});
    }
    given.allowQuotes = object.value(kAllowQuotes).toBool();
    return given;
}

AnswerSummary summarize(const QuestionSet &set, const std::vector<FriendAnswers> &responses)
{
    AnswerSummary summary{static_cast<int>(responses.size()), {}};
    for (const Question &question : set.questions) {
        QuestionSummary entry{question.id, question.text, {}};
        for (const QString &option : question.options)
            entry.counts.emplace_back(option, 0);
        for (const FriendAnswers &response : responses) {
            for (const Answer &answer : response.answers) {
                if (answer.questionId != question.id)
                    continue;
                if (question.type == QuestionType::Text) {
                    addText(entry, answer.text, response.allowQuotes);
                    continue;
                }
                for (auto &[option, count] : entry.counts)
                    count += option == answer.text ? 1 : 0;
            }
        }
        summary.questions.push_back(std::move(entry));
    }
    return summary;
}

QByteArray summaryToJson(const AnswerSummary &summary)
{
    QJsonArray questions;
    for (const QuestionSummary &entry : summary.questions) {
        QJsonArray counts;
        for (const auto &[option, count] : entry.counts)
            counts.append(QJsonObject{{QStringLiteral("option"), option}, {QStringLiteral("count"), count}});
        QJsonObject question{{QStringLiteral("id"), entry.questionId}, {QStringLiteral("question"), entry.question}};
        if (!counts.isEmpty())
            question.insert(QStringLiteral("counts"), counts);
        if (!entry.texts.isEmpty())
            question.insert(QStringLiteral("texts"), QJsonArray::fromStringList(entry.texts));
        if (!entry.quotes.isEmpty())
            question.insert(QStringLiteral("quotes"), QJsonArray::fromStringList(entry.quotes));
        questions.append(question);
    }
    const QJsonObject root{{QStringLiteral("response_count"), summary.responseCount},
                           {QStringLiteral("questions"), questions}};
    return QJsonDocument(root).toJson(QJsonDocument::Compact);
}

Result<AnswerSummary> summaryFromJson(const QByteArray &json)
{
    QJsonParseError parseError;
    const QJsonObject root = QJsonDocument::fromJson(json, &parseError).object();
    if (parseError.error != QJsonParseError::NoError)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("answer summary: ") + parseError.errorString(), {}};
    AnswerSummary summary{root[u"response_count"].toInt(), {}};
    const QJsonArray questions = root[u"questions"].toArray();
    for (const QJsonValue value : questions) {
        const QJsonObject object = value.toObject();
        QuestionSummary entry{object[u"id"].toString(), object[u"question"].toString(), {}};
        const QJsonArray counts = object[u"counts"].toArray();
        for (const QJsonValue count : counts)
            entry.counts.emplace_back(count.toObject()[u"option"].toString(), count.toObject()[u"count"].toInt());
        const QJsonArray texts = object[u"texts"].toArray();
        for (const QJsonValue text : texts)
            entry.texts.append(text.toString());
        const QJsonArray quotes = object[u"quotes"].toArray();
        for (const QJsonValue quote : quotes)
            entry.quotes.append(quote.toString());
        summary.questions.push_back(std::move(entry));
    }
    return summary;
}

} // namespace remirai
