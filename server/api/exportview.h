// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/apithread.h"

namespace remirai {

inline constexpr int kMaxExportedMessages = 2'000;

// Everything we keep about a user, as one JSON document: account, surveys with what their friends allowed to be quoted,
// persona and chat. Friends' other answers are theirs. Of a longer chat the newest messages, with `chat_before` to ask
// for the rest by GET /personas/me/chat. It may read a hundred thousand answers: not on an HTTP thread.
Result<QByteArray> exportOf(const ApiContext &context, UserId owner);

// Exports on a thread that may block; `done(Result<QByteArray> &&)` runs there, or here when too many wait already.
template <typename Done> void startExport(ApiThread &api, UserId owner, Done done)
{
    BoundedPool &pool = api.shared().blocking;
    if (!pool.reserve())
        return done(Result<QByteArray>(
            Error{ErrorCode::Unavailable, QStringLiteral("too many exports at once; try again soon"), {}, 1'000}));
    pool.start([&context = api.context(), owner, done = std::move(done)]() mutable { done(exportOf(context, owner)); });
}

} // namespace remirai
