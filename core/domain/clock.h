// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace remirai {

// RFC 3339 in UTC with milliseconds, "2026-03-01T12:00:00.123Z".
QString rfc3339(qint64 ms);
std::optional<qint64> fromRfc3339(const QString &text);

} // namespace remirai
