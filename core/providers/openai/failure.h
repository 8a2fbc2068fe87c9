// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/http/httpclient.h"

namespace remirai {

// Until when a provider asks us to wait, as the OpenAI SDK reads it: retry-after-ms, else retry-after in seconds or as
// an HTTP date (RFC 9110, 10.2.3). At least 0, at most kMaxSnoozeMs; nothing when neither can be read.
std::optional<qint64> retryAfterMs(const QByteArray &retryAfterMs, const QByteArray &retryAfter, qint64 nowMs);

// What an answer with a status other than 200 means, in the classes of model.h. `section` ("llm", "image") names where
// the way out is configured. The provider's own message is left out, because it may repeat the key or the prompt; its
// error code is shown when it is a plain word.
Error failureOf(const HttpReply &reply, const QString &section, qint64 nowMs);

} // namespace remirai
