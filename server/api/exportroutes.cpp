// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/exportview.h"
#include "server/api/handlers.h"

namespace remirai {

namespace {

Result<Response> getExport(ApiThread &api, const Principal &principal, const Request &)
{
    auto document = exportOf(api, principal.userId);
    if (!document)
        return document.error();
    Response response = Response::json(std::move(*document));
    response.addHeader("Cache-Control", "no-store");
    return response;
}

} // namespace

void addExportRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/export", only(Role::Owner, api, getExport));
}

} // namespace remirai
