// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/deletion.h"
#include "server/api/apithread.h"

namespace remirai {

// Deletes a survey on a thread that may block; `done(const Status &)` runs there, or here when too many wait already.
template <typename Done> void eraseSurvey(ApiThread &api, SurveyId id, UserId owner, Done done)
{
    ApiShared &shared = api.shared();
    if (!shared.blocking.reserve())
        return done(Status(
            Error{ErrorCode::Unavailable, QStringLiteral("too many bulk actions at once; try again soon"), {}, 1'000}));
    shared.blocking.start([&shared, id, owner, done = std::move(done)]() mutable {
        const Status deleted = deleteSurvey(shared.context.writer, id, owner, shared.stopping.get_token());
        ++shared.surveysDeleted;
        done(deleted);
    });
}

} // namespace remirai
