// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/idempotencystore.h"
#include "server/auth/tokenservice.h"
#include "server/http/reply.h"
#include "server/http/request.h"

namespace remirai {

// What a command answers: JSON, and small enough to keep for its repetition.
struct CommandAnswer
{
    int status = 200;
    QByteArray body;
};

// The client's name for one command, so that sending it twice runs it once (draft-ietf-httpapi-idempotency-key-header).
struct IdempotencyKey
{
    QString scope; // user, method and route
    QString key;
    QByteArray requestHash; // of path and body
};

// Nothing when the request has none; InvalidArgument when it is not 1 to 255 visible ASCII characters.
Result<std::optional<IdempotencyKey>> idempotencyKeyOf(const Principal &principal, const Request &request);

// The answer that this command got before, nothing when it is new; Unprocessable when the key was used for another.
Result<std::optional<CommandAnswer>> recall(Database &database, const std::optional<IdempotencyKey> &key);
// Keeps the answer with the command's own transaction.
Status remember(Transaction &tx, const std::optional<IdempotencyKey> &key, const CommandAnswer &answer);

void sendAnswer(Reply &&reply, const Result<CommandAnswer> &answer);

} // namespace remirai
