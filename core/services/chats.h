// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/storage/chatstore.h"

namespace remirai {

inline constexpr int kChatContextTurns = 20; // earlier messages that the model sees
inline constexpr qsizetype kMaxChatMessageLength = 2'000;

// What the model needs to answer. Conflict when the persona is not ready.
struct ChatGround
{
    Persona persona;
    std::vector<ChatMessage> history; // oldest first
};
Result<ChatGround> chatGround(Database &database, UserId owner);

// Unprocessable when empty, too long or with control characters; trimmed otherwise.
Result<QString> checkChatMessage(const QString &text);

// Command: keeps both sides of the exchange. Conflict when the persona was deleted meanwhile.
Status storeExchange(Transaction &tx, PersonaId persona, const QString &message, const QString &reply);

} // namespace remirai
