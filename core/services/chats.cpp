// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/chats.h"

#include "core/storage/personastore.h"

#include <algorithm>

namespace remirai {

Result<ChatGround> chatGround(Database &database, UserId owner)
{
    const auto persona = personaOf(database, owner);
    if (!persona)
        return persona.error();
    if (!*persona || (*persona)->status != PersonaStatus::Ready)
        return Error{ErrorCode::Conflict, QStringLiteral("your persona is not ready to chat yet"), {}};
    auto history = chatHistory(database, (*persona)->id, 0, kChatContextTurns);
    if (!history)
        return history.error();
    return ChatGround{**persona, std::move(*history)};
}

Result<QString> checkChatMessage(const QString &text)
{
    const QString message = text.trimmed();
    const auto invalid = [](const QString &why) {
        return Error{ErrorCode::Unprocessable, why, QStringLiteral("message")};
    };
    if (message.isEmpty())
        return invalid(QStringLiteral("say something"));
    if (message.size() > kMaxChatMessageLength)
        return invalid(QStringLiteral("the message has %1 characters; at most %2 are taken")
                           .arg(message.size())
                           .arg(kMaxChatMessageLength));
    const bool hasControl = std::any_of(message.begin(), message.end(), [](QChar c) {
        return (c.unicode() < 0x20 && c != u'\n' && c != u'\r' && c != u'\t') || c.unicode() == 0x7f;
    });
    if (hasControl)
        return invalid(QStringLiteral("the message contains control characters"));
    return message;
}

Status storeExchange(Transaction &tx, PersonaId persona, const QString &message, const QString &reply)
{
    if (const Status asked = insertChatMessage(tx, persona, true, message); !asked)
        return asked.error().code == ErrorCode::Conflict
            ? Error{ErrorCode::Conflict, QStringLiteral("the persona was deleted meanwhile"), {}}
            : asked.error();
    return insertChatMessage(tx, persona, false, reply);
}

} // namespace remirai
