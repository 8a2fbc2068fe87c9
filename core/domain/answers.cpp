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

// ---- JSON

template <typename List, typename Append> void appendList(QByteArray &out, const List &list, Append append)
{
    out.append('[');
    for (const auto &item : list) {
        append(out, item);
        out.append(',');
    }
    if (out.endsWith(','))
        out.chop(1);
    out.append(']');
}

void appendText(QByteArray &out, const QString &text)
{
    appendJsonString(out, text.toUtf8());
}

void appendCount(QByteArray &out, const std::pair<QString, int> &entry)
{
    out.append("{\"count\":").append(QByteArray::number(entry.second)).append(",\"option\":");
    appendText(out, entry.first);
    out.append('}');
}

void appendQuestion(QByteArray &out, const QuestionSummary &entry)
{
    out.append('{');
    if (!entry.counts.empty()) {
        out.append("\"counts\":");
        appendList(out, entry.counts, appendCount);
        out.append(',');
    }
    out.append("\"id\":");
    appendText(out, entry.questionId);
    out.append(",\"question\":");
    appendText(out, entry.question);
    if (!entry.quotes.isEmpty()) {
        out.append(",\"quotes\":");
        appendList(out, entry.quotes, appendText);
    }
    if (!entry.texts.isEmpty()) {
        out.append(",\"texts\":");
        appendList(out, entry.texts, appendText);
    }
    out.append('}');
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

// By hand, as it is written for every saga: as a QJsonDocument it was a third of the dispatcher's work.
QByteArray summaryToJson(const AnswerSummary &summary)
{
    QByteArray out("{\"questions\":");
    appendList(out, summary.questions, appendQuestion);
    out.append(",\"response_count\":").append(QByteArray::number(summary.responseCount));
    return out.append('}');
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
