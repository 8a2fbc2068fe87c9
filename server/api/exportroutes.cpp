// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/exportview.h"
#include "server/api/handlers.h"

namespace remirai {

namespace {

void getExport(ApiThread &api, const Principal &principal, Request &&, Reply &&reply)
{
    startExport(api, principal.userId, [reply = std::move(reply)](Result<QByteArray> &&document) mutable {
        if (!document)
            return reply.fail(document.error());
        Response response = Response::json(std::move(*document));
        response.addHeader("Cache-Control", "no-store");
        reply.send(std::move(response));
    });
}

} // namespace

void addExportRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/export", only(Role::Owner, api, getExport));
}

} // namespace remirai
