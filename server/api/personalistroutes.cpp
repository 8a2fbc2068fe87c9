// SPDX-License-Identifier: GPL-3.0-or-later
// Personas as operators look for them: by status, and by how long they have had it.
#include "core/domain/units.h"
#include "core/storage/personastore.h"
#include "core/storage/userstore.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operatorviews.h"
#include "server/api/scan.h"

#include <algorithm>
#include <limits>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 200;

struct PersonaQuery
{
    std::vector<PersonaStatus> statuses{PersonaStatus::Pending, PersonaStatus::Synthesizing,
                                        PersonaStatus::GeneratingImage, PersonaStatus::Ready, PersonaStatus::Failed};
    QString text;
    qint64 updatedUntilMs = std::numeric_limits<qint64>::max();
    PersonaCursor after;
    int limit = kDefaultPage;

    bool hasStatus(PersonaStatus status) const
    {
        return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
    }
};

Error wrong(const QString &field, const QString &why)
{
    return {ErrorCode::InvalidArgument, why, field};
}

Status readCursor(const QByteArray &text, PersonaCursor *cursor)
{
    const qsizetype dot = text.indexOf('.');
    bool isTime = false;
    const auto id = dot > 0 ? PersonaId::fromString(text.sliced(dot + 1)) : std::nullopt;
    if (id)
        *cursor = {text.first(dot).toLongLong(&isTime), *id};
    return isTime ? Status() : wrong(u"cursor"_s, u"this is no cursor of ours"_s);
}

Result<PersonaQuery> queryIn(const Request &request, qint64 nowMs)
{
    PersonaQuery query;
    const auto value = [&](QByteArrayView name) { return request.queryValue(name).value_or(QByteArray()); };
    if (const QByteArray text = value("status"); !text.isEmpty()) {
        const auto status = personaStatusFrom(QString::fromUtf8(text));
        if (!status)
            return wrong(u"status"_s, u"status is one of pending, synthesizing, generating_image, ready, failed"_s);
        query.statuses = {*status};
    }
    if (const QByteArray text = value("older_than"); !text.isEmpty()) {
        const auto age = parseDurationMs(QString::fromUtf8(text));
        if (!age)
            return wrong(u"older_than"_s, age.error().message);
        query.updatedUntilMs = nowMs - *age;
    }
    if (const QByteArray text = value("cursor"); !text.isEmpty()) {
        if (const Status read = readCursor(text, &query.after); !read)
            return read.error();
    }
    query.text = QString::fromUtf8(value("q"));
    const auto limit = queryInteger(request, "limit", kDefaultPage, 1, kMaxPage);
    if (!limit)
        return limit.error();
    query.limit = static_cast<int>(*limit);
    return query;
}

bool isEarlier(const PersonaListing &a, const PersonaListing &b)
{
    return std::pair(a.persona.updatedAtMs, a.persona.id) < std::pair(b.persona.updatedAtMs, b.persona.id);
}

// Each status has its own index range: as many of each, in one order.
Result<std::vector<PersonaListing>> nextPersonas(Database &database, const PersonaQuery &query,
                                                 const PersonaCursor &after, int limit)
{
    std::vector<PersonaListing> all;
    for (const PersonaStatus status : query.statuses) {
        const auto some = listPersonas(database, status, after, query.updatedUntilMs, limit);
        if (!some)
            return some.error();
        all.insert(all.end(), some->begin(), some->end());
    }
    std::sort(all.begin(), all.end(), isEarlier);
    if (all.size() > static_cast<size_t>(limit))
        all.resize(static_cast<size_t>(limit));
    return all;
}

// The few that an id or an address names.
Result<std::vector<PersonaListing>> namedPersonas(Database &database, const PersonaQuery &query, Uuid id)
{
    if (query.text.contains(u'@')) {
        const auto user = findUserByEmail(database, query.text);
        if (!user)
            return user.error();
        if (!*user)
            return std::vector<PersonaListing>();
        id = (*user)->id.uuid;
    }
    auto found = personasAbout(database, id);
    if (found)
        std::erase_if(*found, [&](const PersonaListing &one) {
            return !query.hasStatus(one.persona.status) || one.persona.updatedAtMs > query.updatedUntilMs;
        });
    return found;
}

Result<Scanned<PersonaListing>> findPersonas(ApiThread &api, const PersonaQuery &query)
{
    const auto id = Uuid::fromString(query.text.toUtf8());
    if (id || query.text.contains(u'@')) {
        auto named = api.read([&](Database &database) { return namedPersonas(database, query, id.value_or(Uuid{})); });
        if (!named)
            return named.error();
        return Scanned<PersonaListing>{std::move(*named), std::nullopt};
    }
    const auto fetch = [&](const PersonaListing *last, int limit) {
        const PersonaCursor after = last ? PersonaCursor{last->persona.updatedAtMs, last->persona.id} : query.after;
        return api.read([&](Database &database) { return nextPersonas(database, query, after, limit); });
    };
    return scan<PersonaListing>(query.limit, fetch, [&](const PersonaListing &one) {
        return query.text.isEmpty() || one.persona.error.contains(query.text, Qt::CaseInsensitive);
    });
}

Result<Response> getPersonas(ApiThread &api, const Principal &principal, const Request &request)
{
    const qint64 nowMs = api.context().environment.nowMs();
    const auto query = queryIn(request, nowMs);
    if (!query)
        return query.error();
    const bool seesPeople = allows(principal.role, Role::Operator);
    if (query->text.contains(u'@') && !seesPeople)
        return Error{ErrorCode::Forbidden, u"looking somebody up by address needs the role operator"_s, u"q"_s};
    const auto page = findPersonas(api, *query);
    if (!page)
        return page.error();
    const auto view = [&](const PersonaListing &one) { return personaListingView(one, seesPeople, nowMs); };
    QJsonValue cursor;
    if (page->last)
        cursor = QString(QString::number(page->last->persona.updatedAtMs) + u'.' + page->last->persona.id.toString());
    return Response::json(toJson({{u"personas"_s, arrayOf(page->rows, view)}, {u"next_cursor"_s, cursor}}));
}

} // namespace

void addPersonaListRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/operator/personas", only(Role::Viewer, api, getPersonas));
}

} // namespace remirai
