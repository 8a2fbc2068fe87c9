// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"
#include "server/web/site.h"

#include <map>

namespace remirai {

// The finished pages of the surveys that one HTTP thread was asked for lately: a survey that goes round is compressed
// once, not for each friend. What they show never changes; whether the survey is there and open is asked before.
class SurveyPageCache
{
public:
    static constexpr size_t kMaxEntries = 1'024; // some 10 KB each

    const PageBytes *find(const SurveyId &id) const
    {
        const auto found = m_entries.find(id);
        return found == m_entries.end() ? nullptr : &found->second;
    }
    const PageBytes &insert(const SurveyId &id, PageBytes page)
    {
        if (m_entries.size() >= kMaxEntries)
            m_entries.clear();
        return m_entries.insert_or_assign(id, std::move(page)).first->second;
    }

private:
    std::map<SurveyId, PageBytes> m_entries;
};

} // namespace remirai
