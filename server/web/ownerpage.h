// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "core/domain/persona.h"
#include "core/services/progress.h"
#include "core/storage/chatstore.h"
#include "core/storage/userstore.h"
#include "server/web/site.h"

namespace remirai {

// Everything that the owner's page shows.
struct OwnerPage
{
    User user;
    std::vector<Survey> surveys; // newest first
    PersonaView persona;
    Progress progress;
    std::vector<QuestionSummary> quotes; // of the survey the persona is made from; only `quotes` is shown
    std::vector<ChatMessage> chat; // the newest, oldest first; only when ready
    bool hasEarlierChat = false;
    int minimumResponses = 3;
    QString publicUrl;
};

// The part that changes while the owner looks on.
Html livePart(const Site &site, const OwnerPage &page);
Document ownerDocument(const Site &site, const OwnerPage &page);

// Messages as they stand in the chat.
Html chatPart(const Site &site, const std::vector<ChatMessage> &messages, const QString &name);

// "less than a minute", "about 3 minutes"; coarse, so that it changes seldom.
QString waitText(const Texts &texts, std::optional<qint64> waitMs);

} // namespace remirai
