// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/views.h"

#include "core/domain/clock.h"
#include "server/api/forowner.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonValue timeOrNull(qint64 ms)
{
    return ms == 0 ? QJsonValue() : QJsonValue(rfc3339(ms));
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject accountView(const User &user)
{
    return {{u"user_id"_s, user.id.toString()},
            {u"email"_s, user.email},
            {u"display_name"_s, user.displayName},
            {u"created_at"_s, rfc3339(user.createdAtMs)}};
}

QJsonObject signedInView(const User &user, const QByteArray &token)
{
    return {{u"user_id"_s, user.id.toString()},
            {u"email"_s, user.email},
            {u"display_name"_s, user.displayName},
            {u"token"_s, QString::fromLatin1(token)}};
}

QString surveyUrl(const QString &publicUrl, const SurveyId &id)
{
    return publicUrl + u"/s/" + id.toString();
}

QJsonObject surveyView(const Survey &survey, const QString &publicUrl)
{
    return {{u"survey_id"_s, survey.id.toString()},
            {u"survey_url"_s, surveyUrl(publicUrl, survey.id)},
            {u"response_count"_s, survey.responseCount},
            {u"created_at"_s, rfc3339(survey.createdAtMs)},
            {u"closed_at"_s, timeOrNull(survey.closedAtMs)}};
}

QJsonObject questionsView(const SurveyId &id, const QuestionSet &set)
{
    const auto view = [](const Question &question) {
        QJsonObject object{{u"id"_s, question.id},
                           {u"text"_s, question.text},
                           {u"type"_s, toString(question.type)},
                           {u"required"_s, question.required}};
        if (question.type == QuestionType::Choice)
            object.insert(u"options"_s, QJsonArray::fromStringList(question.options));
        return object;
    };
    return {{u"survey_id"_s, id.toString()}, {u"questions"_s, arrayOf(set.questions, view)}};
}

QJsonObject personaView(const PersonaView &view, const QString &publicUrl)
{
    const Persona persona = forOwner(view.persona);
    QJsonObject object{{u"persona_id"_s, persona.id.toString()},          {u"status"_s, toString(persona.status)},
                       {u"persona_prompt"_s, textOrNull(persona.prompt)}, {u"illustration_url"_s, QJsonValue()},
                       {u"response_count"_s, view.responseCount},         {u"responses_needed"_s, view.responsesNeeded},
                       {u"updated_at"_s, rfc3339(persona.updatedAtMs)}};
    if (!persona.illustration.isEmpty())
        object.insert(u"illustration_url"_s, QString(publicUrl + u"/media/" + persona.illustration));
    if (persona.publishedAtMs != 0)
        object.insert(u"public_url"_s, QString(publicUrl + u"/p/" + persona.id.toString()));
    if (!persona.error.isEmpty())
        object.insert(u"error"_s, persona.error);
    return object;
}

QJsonObject quotesView(const QuestionSummary &question)
{
    return {{u"question_id"_s, question.questionId},
            {u"question"_s, question.question},
            {u"texts"_s, QJsonArray::fromStringList(question.quotes)}};
}

QJsonObject chatMessageView(const ChatMessage &message)
{
    return {{u"seq"_s, message.seq},
            {u"speaker"_s, message.fromOwner ? u"owner"_s : u"persona"_s},
            {u"text"_s, message.text},
            {u"created_at"_s, rfc3339(message.createdAtMs)}};
}

} // namespace remirai
