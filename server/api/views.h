// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "core/domain/persona.h"
#include "core/domain/survey.h"
#include "core/storage/chatstore.h"
#include "core/storage/userstore.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

namespace remirai {

// Values as the public API writes them. Pure.

QByteArray toJson(const QJsonObject &object);
QJsonValue timeOrNull(qint64 ms); // RFC 3339; null for 0
QJsonValue textOrNull(const QString &text); // null when empty

QJsonObject accountView(const User &user);
QJsonObject signedInView(const User &user, const QByteArray &token);
QString surveyUrl(const QString &publicUrl, const SurveyId &id);
QJsonObject surveyView(const Survey &survey, const QString &publicUrl);
QJsonObject questionsView(const SurveyId &id, const QuestionSet &set);
QJsonObject personaView(const PersonaView &view, const QString &publicUrl);
QJsonObject quotesView(const QuestionSummary &question); // of allowedQuotes()
QJsonObject chatMessageView(const ChatMessage &message);

template <typename Values, typename View> QJsonArray arrayOf(const Values &values, View view)
{
    QJsonArray array;
    for (const auto &value : values)
        array.append(view(value));
    return array;
}

} // namespace remirai
