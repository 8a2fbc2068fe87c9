// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"
#include "server/http/response.h"

#include <map>

namespace remirai {

// Finished answers of GET /personas/me. Owners poll, mostly while nothing changes: an answer holds as long as the
// writer has committed nothing since. Only where this process is the only one that writes (SQLite). One per HTTP
// thread.
class PersonaCache
{
public:
    // Null when there is none made at `commitCount`.
    const Response *find(UserId owner, qint64 commitCount)
    {
        if (commitCount != m_commitCount)
            clear(commitCount);
        const auto found = m_answers.find(owner);
        return found == m_answers.end() ? nullptr : &found->second;
    }

    void keep(UserId owner, qint64 commitCount, const Response &answer)
    {
        if (commitCount != m_commitCount || m_answers.size() >= kMaxAnswers)
            clear(commitCount);
        m_answers.insert_or_assign(owner, answer);
    }

private:
    static constexpr size_t kMaxAnswers = 4'096;

    void clear(qint64 commitCount)
    {
        m_answers.clear();
        m_commitCount = commitCount;
    }

    qint64 m_commitCount = -1;
    std::map<UserId, Response> m_answers;
};

} // namespace remirai
