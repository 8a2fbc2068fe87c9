// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/saga/stepmessage.h"

#include "core/domain/jsontext.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace remirai {

namespace {

Error unreadable(const QString &why)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("unreadable message: ") + why, {}};
}

template <typename IdType> bool readId(const QJsonObject &object, QStringView key, IdType *id)
{
    const auto parsed = IdType::fromString(object[key].toString().toLatin1());
    if (parsed)
        *id = *parsed;
    return parsed.has_value();
}

} // namespace

QByteArray encode(const StepMessage &message)
{
    QByteArray json = R"({"saga_id":")" + message.sagaId.uuid.toLatin1() + R"(","persona_id":")"
        + message.personaId.uuid.toLatin1() + R"(","user_id":")" + message.userId.uuid.toLatin1() + R"(","survey_id":")"
        + message.surveyId.uuid.toLatin1() + R"(","step":")" + toString(message.step).toUtf8() + R"(","version":)"
        + QByteArray::number(message.version);
    if (!message.personaPrompt.isEmpty()) {
        json += R"(,"persona_prompt":)";
        appendJsonString(json, message.personaPrompt.toUtf8());
    }
    json += '}';
    return json;
}

Result<StepMessage> decodeStepMessage(const QByteArray &body)
{
    QJsonParseError parseError;
    const QJsonObject object = QJsonDocument::fromJson(body, &parseError).object();
    if (parseError.error != QJsonParseError::NoError)
        return unreadable(parseError.errorString());
    StepMessage message;
    if (!readId(object, u"saga_id", &message.sagaId) || !readId(object, u"persona_id", &message.personaId)
        || !readId(object, u"user_id", &message.userId) || !readId(object, u"survey_id", &message.surveyId))
        return unreadable(QStringLiteral("saga_id, persona_id, user_id and survey_id must be UUIDs"));
    const auto step = stepFrom(object[u"step"].toString());
    if (!step)
        return unreadable(QStringLiteral("unknown step “%1”").arg(object[u"step"].toString().left(60)));
    message.step = *step;
    message.version = object[u"version"].toInt();
    if (message.version != kSagaVersion)
        return unreadable(
            QStringLiteral("saga version %1; this program runs version %2").arg(message.version).arg(kSagaVersion));
    message.personaPrompt = object[u"persona_prompt"].toString();
    return message;
}

} // namespace remirai
