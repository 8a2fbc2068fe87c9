// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/survey.h"
#include "server/http/response.h"

#include <QByteArray>
#include <map>

namespace remirai {

// What never changes about a survey, with the answer to `GET /surveys/{id}` ready to send.
struct CachedSurvey
{
    const QuestionSet *questions = nullptr; // of ApiContext
    QByteArray etag; // with its quotes
    Response found;
    Response notModified;
};

// The surveys that one HTTP thread was asked about lately. Bounded by forgetting all when full: whoever is asked for
// is back after one read.
class SurveyCache
{
public:
    static constexpr size_t kMaxEntries = 4'096;

    // Forgets all when a survey was deleted since; `deletions` counts them.
    void forgetBefore(qint64 deletions)
    {
        if (deletions == m_deletions)
            return;
        m_entries.clear();
        m_deletions = deletions;
    }

    const CachedSurvey *find(const SurveyId &id) const
    {
        const auto found = m_entries.find(id);
        return found == m_entries.end() ? nullptr : &found->second;
    }
    const CachedSurvey &insert(const SurveyId &id, CachedSurvey survey)
    {
        if (m_entries.size() >= kMaxEntries)
            m_entries.clear();
        return m_entries.insert_or_assign(id, std::move(survey)).first->second;
    }

private:
    std::map<SurveyId, CachedSurvey> m_entries;
    qint64 m_deletions = 0;
};

// Builds the entry: body, ETag and caching headers.
CachedSurvey prepareSurvey(const SurveyId &id, const QuestionSet &questions);

// Whether an If-None-Match value names this ETag (RFC 9110, 13.1.2: weak comparison).
bool matchesEtag(QByteArrayView ifNoneMatch, QByteArrayView etag);

} // namespace remirai
