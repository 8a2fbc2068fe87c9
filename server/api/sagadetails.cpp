// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/sagadetails.h"

#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"
#include "core/storage/surveystore.h"
#include "core/storage/userstore.h"
#include "server/api/views.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSampledResponses = 200;
constexpr qsizetype kShownTexts = 5;

QJsonObject questionView(const Question &question, const QuestionSummary &summary,
                         const std::vector<FriendAnswers> &responses)
{
    qint64 answered = 0;
    for (const FriendAnswers &response : responses) {
        for (const Answer &answer : response.answers)
            answered += answer.questionId == question.id ? 1 : 0;
    }
    QJsonObject counts;
    for (const auto &[option, count] : summary.counts)
        counts.insert(option, count);
    return {{u"id"_s, question.id},
            {u"text"_s, question.text},
            {u"type"_s, toString(question.type)},
            {u"answered"_s, answered},
            {u"counts"_s, counts},
            {u"samples"_s, QJsonArray::fromStringList(summary.quotes.mid(0, kShownTexts))}};
}

Result<QJsonObject> answersOf(Database &database, const QuestionSets &sets, SurveyId id)
{
    const auto survey = findSurvey(database, id);
    if (!survey)
        return survey.error();
    const QuestionSet *set = *survey ? sets.find((*survey)->questionSetVersion) : nullptr;
    const auto responses = sampleResponses(database, id, kSampledResponses);
    if (!responses)
        return responses.error();
    QJsonArray questions;
    if (set) {
        const AnswerSummary summary = summarize(*set, *responses);
        for (size_t i = 0; i < summary.questions.size(); ++i)
            questions.append(questionView(set->questions[i], summary.questions[i], *responses));
    }
    return QJsonObject{{u"responses"_s, *survey ? (*survey)->responseCount : 0}, {u"questions"_s, questions}};
}

} // namespace

Result<QJsonValue> sagaDetails(ApiThread &api, SagaId id)
{
    const ApiContext &context = api.context();
    return api.read([&](Database &database) -> Result<QJsonValue> {
        const auto saga = findSaga(database, id);
        if (!saga)
            return saga.error();
        const auto persona = *saga ? findPersona(database, (*saga)->personaId) : Result(std::optional<Persona>());
        if (!persona)
            return persona.error();
        if (!*persona)
            return QJsonValue();
        const auto user = findUser(database, (*persona)->ownerId);
        const auto answers = answersOf(database, context.questions, (*saga)->surveyId);
        if (!user || !answers)
            return user ? answers.error() : user.error();
        const QString picture = (*persona)->illustration;
        return QJsonValue(QJsonObject{
            {u"email"_s, *user ? (*user)->email : QString()},
            {u"status"_s, toString((*persona)->status)},
            {u"prompt"_s, textOrNull((*persona)->prompt)},
            {u"illustration_url"_s,
             picture.isEmpty() ? QJsonValue() : QJsonValue(context.config.publicUrl + u"/media/"_s + picture)},
            {u"answers"_s, *answers}});
    });
}

} // namespace remirai
