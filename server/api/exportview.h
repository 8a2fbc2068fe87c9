// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/apithread.h"

namespace remirai {

inline constexpr int kMaxExportedMessages = 2'000;

// Everything we keep about a user, as one JSON document: account, surveys with what their friends allowed to be quoted,
// persona and chat. Friends' other answers are theirs. Of a longer chat the newest messages, with `chat_before` to ask
// for the rest by GET /personas/me/chat.
Result<QByteArray> exportOf(ApiThread &api, UserId owner);

} // namespace remirai
