// SPDX-License-Identifier: GPL-3.0-or-later
// What everybody may see: the home page, published cards, and the files that pages are made of.
#include "core/storage/personastore.h"
#include "core/storage/userstore.h"
#include "server/api/session.h"
#include "server/api/signin.h"
#include "server/web/gzip.h"
#include "server/web/publicpages.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Result<Response> getHome(ApiThread &api, const Request &request)
{
    if (api.session(request))
        return seeOther("/me");
    return homePage(api.context().config, api.shared().site, request.header("accept-encoding"), 200);
}

// A page of an older version may still ask for its files: it gets today's, not to be kept.
Result<Response> getAsset(ApiThread &api, const Request &request)
{
    const Site &site = api.shared().site;
    const Asset *asset = site.findAsset(request.parameter("name").toByteArray());
    if (!asset)
        return Error{ErrorCode::NotFound, u"there is no such file"_s, {}};
    Response response = acceptsGzip(request.header("accept-encoding")) ? asset->packed : asset->plain;
    const bool isCurrent = request.parameter("version") == site.version();
    response.addHeader("Cache-Control", isCurrent ? "public, max-age=31536000, immutable" : "no-cache");
    return response;
}

struct Published
{
    Persona persona;
    QString name;
};

// Nothing unless its owner shows it and it is ready.
Result<std::optional<Published>> published(Database &database, PersonaId id)
{
    const auto persona = findPersona(database, id);
    if (!persona)
        return persona.error();
    if (!*persona || (*persona)->publishedAtMs == 0 || (*persona)->status != PersonaStatus::Ready)
        return std::optional<Published>();
    const auto owner = findUser(database, (*persona)->ownerId);
    if (!owner)
        return owner.error();
    return std::optional(Published{**persona, *owner ? (*owner)->displayName : QString()});
}

Result<Response> getCard(ApiThread &api, const Request &request)
{
    const Site &site = api.shared().site;
    const QByteArrayView encoding = request.header("accept-encoding");
    const auto id = PersonaId::fromString(request.parameter("persona_id"));
    const auto found = id ? api.read([&](Database &database) { return published(database, *id); })
                          : Result<std::optional<Published>>(std::nullopt);
    if (!found)
        return errorPage(request.id(), site, found.error(), encoding);
    const Texts &texts = site.texts();
    Response response = *found
        ? site.page(200, publicCardDocument(site, (*found)->persona, (*found)->name, api.context().config.publicUrl),
                    encoding)
        : site.notice(404, {texts(u"notice.gone.title"_s), texts(u"notice.gone.text"_s), texts(u"invite"_s), u"/"_s},
                      encoding);
    response.addHeader("Cache-Control", "no-cache"); // it may be taken back at any time
    return response;
}

} // namespace

void addPageRoutes(Router &router, ApiThread &api)
{
    router.get("/", open(api, getHome));
    router.get("/assets/{version}/{name}", open(api, getAsset));
    router.get("/p/{persona_id}", open(api, getCard));
}

} // namespace remirai
