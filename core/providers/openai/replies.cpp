// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/openai/protocol.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace remirai {

namespace {

constexpr qsizetype kMaxPreamble = 400;
constexpr qsizetype kMaxUrlLength = 4'000;

Error unusable(const QString &what)
{
    return {ErrorCode::Internal, QStringLiteral("the provider's answer is not usable: ") + what, {}};
}

Error refusedContent()
{
    return {ErrorCode::Unprocessable, QStringLiteral("the provider refused this content"), {}};
}

Result<QJsonObject> parsedObject(const QByteArray &body)
{
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(body, &parseError);
    if (parseError.error != QJsonParseError::NoError || !document.isObject())
        return unusable(QStringLiteral("it is not a JSON object"));
    return document.object();
}

// A string, or the text parts of a list of parts.
QString contentText(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QString text;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue part : parts)
        text += part.toObject()[u"text"].toString();
    return text;
}

// Reasoning models of local servers put their thoughts before the answer; one that was cut short has nothing else.
QString withoutThoughts(const QString &text)
{
    if (!text.startsWith(u"<think>"))
        return text;
    const qsizetype end = text.indexOf(u"</think>");
    return end < 0 ? QString() : text.mid(end + 8).trimmed();
}

} // namespace

Result<QString> parseChat(const QByteArray &body)
{
    const Result<QJsonObject> root = parsedObject(body);
    if (!root)
        return root.error();
    const QJsonObject choice = (*root)[u"choices"].toArray().at(0).toObject();
    const QJsonObject message = choice[u"message"].toObject();
    if (choice[u"finish_reason"].toString() == u"content_filter" || !message[u"refusal"].toString().isEmpty())
        return refusedContent();
    const QString text = withoutThoughts(contentText(message[u"content"]).trimmed());
    if (text.isEmpty())
        return unusable(QStringLiteral("choices[0].message.content is missing"));
    return text;
}

Result<ImageReference> parseImage(const QByteArray &body)
{
    const Result<QJsonObject> root = parsedObject(body);
    if (!root)
        return root.error();
    const QJsonObject image = (*root)[u"data"].toArray().at(0).toObject();
    if (const QString encoded = image[u"b64_json"].toString(); !encoded.isEmpty()) {
        const auto decoded =
            QByteArray::fromBase64Encoding(encoded.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return unusable(QStringLiteral("data[0].b64_json is not Base64"));
        return ImageReference{decoded.decoded, {}};
    }
    const QByteArray url = image[u"url"].toString().toUtf8();
    if (url.isEmpty() || url.size() > kMaxUrlLength)
        return unusable(QStringLiteral("data[0] has neither b64_json nor a url"));
    return ImageReference{{}, url};
}

Result<QString> repairedPersona(const QString &text)
{
    const qsizetype start = text.indexOf(u"You are ");
    if (start < 0 || start > kMaxPreamble)
        return unusable(QStringLiteral("the persona does not start with \"You are \""));
    QString persona = text.mid(start);
    const bool fenced = text.left(start).contains(u"```");
    if (const qsizetype fence = fenced ? persona.lastIndexOf(u"```") : -1; fence > 0)
        persona.truncate(fence);
    if (start > 0 && text[start - 1] == u'"' && persona.trimmed().endsWith(u'"'))
        persona = persona.trimmed().chopped(1);
    return persona.trimmed().left(kMaxPromptLength);
}

} // namespace remirai
