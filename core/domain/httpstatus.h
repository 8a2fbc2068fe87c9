// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

namespace remirai {

// How an error travels over HTTP: the server writes the status, our clients read it back. Internal for any status that
// is not ours.
int httpStatus(ErrorCode code);
ErrorCode errorCodeOfHttp(int status);

} // namespace remirai
