// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/requesthead.h"

#include <optional>

namespace remirai {

// Checks the request target at `target` of head.raw and sets rawPath, unescapedPath and query. Origin form only:
// '/path?query'. Pure.
std::optional<Refusal> readTarget(RequestHead &head, Slice target, const HttpLimits &limits);

} // namespace remirai
