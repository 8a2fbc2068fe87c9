// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/exportview.h"

#include "core/domain/clock.h"
#include "core/services/personas.h"
#include "core/services/quotes.h"
#include "core/services/surveys.h"
#include "server/api/views.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Result<QJsonArray> surveysIn(Database &database, const ApiContext &context, UserId owner)
{
    const auto surveys = surveysOf(database, owner, kMaxSurveysPerOwner);
    if (!surveys)
        return surveys.error();
    QJsonArray array;
    for (const Survey &survey : *surveys) {
        const auto quotes = allowedQuotes(database, survey, context.questions);
        if (!quotes)
            return quotes.error();
        QJsonObject object = surveyView(survey, context.config.publicUrl);
        object.insert(u"quotes"_s, arrayOf(*quotes, quotesView));
        array.append(object);
    }
    return array;
}

Status addPersona(QJsonObject &document, Database &database, const ApiContext &context, UserId owner)
{
    const auto view = personaView(database, owner, context.config.minimumResponses);
    if (!view)
        return view.error();
    if (!*view)
        return {};
    document.insert(u"persona"_s, personaView(**view, context.config.publicUrl));
    const auto chat = chatHistory(database, (*view)->persona.id, 0, kMaxExportedMessages);
    if (!chat)
        return chat.error();
    document.insert(u"chat"_s, arrayOf(*chat, chatMessageView));
    if (chat->size() == static_cast<size_t>(kMaxExportedMessages))
        document.insert(u"chat_before"_s, chat->front().seq);
    return {};
}

} // namespace

Result<QByteArray> exportOf(const ApiContext &context, UserId owner)
{
    const auto database = Database::open(context.database, Access::ReadOnly);
    if (!database)
        return database.error();
    const auto user = findUser(**database, owner);
    if (!user)
        return user.error();
    if (!*user)
        return Error{ErrorCode::NotFound, u"there is no such account"_s, {}};
    const auto surveys = surveysIn(**database, context, owner);
    if (!surveys)
        return surveys.error();
    QJsonObject document{{u"exported_at"_s, rfc3339(context.environment.nowMs())},
                         {u"account"_s, accountView(**user)},
                         {u"surveys"_s, *surveys}};
    if (const Status added = addPersona(document, **database, context, owner); !added)
        return added.error();
    return QJsonDocument(document).toJson(QJsonDocument::Indented);
}

} // namespace remirai
