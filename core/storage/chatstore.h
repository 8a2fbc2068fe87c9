// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"
#include "core/storage/transaction.h"

namespace remirai {

struct ChatMessage
{
    qint64 seq = 0;
    bool fromOwner = true;
    QString text;
    qint64 createdAtMs = 0;
};

Status insertChatMessage(Transaction &tx, PersonaId persona, bool fromOwner, const QString &text);
// The newest `limit` messages before `beforeSeq` (0 = from the end), oldest first.
Result<std::vector<ChatMessage>> chatHistory(Database &database, PersonaId persona, qint64 beforeSeq, int limit);
Result<qint64> deleteChat(Transaction &tx, PersonaId persona, int limit); // at most `limit`; how many

} // namespace remirai
