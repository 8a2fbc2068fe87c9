// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/mediastore.h"
#include "server/api/handlers.h"

namespace remirai {

namespace {

// A name is made from the picture's content, so it is its own ETag and never changes its meaning.
Result<Response> getMedia(ApiThread &api, const Request &request)
{
    const QByteArray name = request.parameter("name").toByteArray();
    const auto media = api.read([&](Database &database) { return findMedia(database, QString::fromUtf8(name)); });
    if (!media)
        return media.error();
    if (!*media)
        return Error{ErrorCode::NotFound, QStringLiteral("there is no such picture"), {}};
    const QByteArray etag = '"' + name + '"';
    const bool isKnown = matchesEtag(request.header("if-none-match"), etag);
    Response response = isKnown ? Response(304) : Response(200, (*media)->type.toLatin1(), (*media)->bytes);
    response.addHeader("ETag", etag);
    response.addHeader("Cache-Control", "public, max-age=31536000, immutable");
    return response;
}

} // namespace

void addMediaRoutes(Router &router, ApiThread &api)
{
    router.get("/media/{name}", open(api, getMedia));
    router.get("/api/v1/media/{name}", open(api, getMedia));
}

} // namespace remirai
