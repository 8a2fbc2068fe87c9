// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "server/http/response.h"

namespace remirai {

// The one place where errors become HTTP; their statuses are core/domain/httpstatus.h's.
//
// RFC 9457: application/problem+json with type, title, status, detail, and `field` when the error names one.
// Retry-After (whole seconds, rounded up) when the error advises a wait. 401 carries WWW-Authenticate.
Response problem(const Error &error);

// What a client may know of an error. Of an internal or a private one, whose text has SQL and paths, that is whether to
// try again, or else the request's id to quote: the text goes to the log with that id.
Error forClient(const Error &error, QByteArrayView requestId);

// The log's line of forClient(), for those who tell the client something else instead.
void logFailure(const Error &error, QByteArrayView requestId);

// For what HTTP itself refuses (405, 413, 431 …) and no ErrorCode names. `detail` is UTF-8.
Response problem(int status, QByteArrayView detail);

} // namespace remirai
