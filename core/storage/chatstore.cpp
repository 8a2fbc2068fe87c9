// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/chatstore.h"

#include <algorithm>
#include <limits>

namespace remirai {

namespace {

constexpr Statement kInsertChat{
    "INSERT INTO chat_messages (persona_id, speaker, body, created_at) VALUES (?, ?, ?, ?)"};
constexpr Statement kHistory{"SELECT seq, speaker, body, created_at FROM chat_messages "
                             "WHERE persona_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?"};
constexpr Statement kDeleteChat{
    "DELETE FROM chat_messages WHERE seq IN (SELECT seq FROM chat_messages WHERE persona_id = ? LIMIT ?)"};

} // namespace

Status insertChatMessage(Transaction &tx, PersonaId persona, bool fromOwner, const QString &text)
{
    const QString speaker = fromOwner ? QStringLiteral("owner") : QStringLiteral("persona");
    const auto inserted = tx.database().run(kInsertChat, {persona, speaker, text, tx.nowMs()});
    return inserted ? Status() : Status(inserted.error());
}

Result<std::vector<ChatMessage>> chatHistory(Database &database, PersonaId persona, qint64 beforeSeq, int limit)
{
    const qint64 before = beforeSeq > 0 ? beforeSeq : std::numeric_limits<qint64>::max();
    auto newestFirst = database.all(kHistory, {persona, before, limit}, [](const Row &row) {
        return ChatMessage{row.integer(0), row.text(1) == QLatin1String("owner"), row.text(2), row.integer(3)};
    });
    if (newestFirst)
        std::reverse(newestFirst->begin(), newestFirst->end());
    return newestFirst;
}

Result<qint64> deleteChat(Transaction &tx, PersonaId persona, int limit)
{
    return tx.database().run(kDeleteChat, {persona, limit});
}

} // namespace remirai
