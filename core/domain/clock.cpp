// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/clock.h"

#include <QDateTime>

namespace remirai {

QString rfc3339(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

std::optional<qint64> fromRfc3339(const QString &text)
{
    const QDateTime parsed = QDateTime::fromString(text, Qt::ISODateWithMs);
    return parsed.isValid() ? std::optional(parsed.toMSecsSinceEpoch()) : std::nullopt;
}

} // namespace remirai
