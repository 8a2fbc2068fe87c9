// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/hostname.h"

#include <QHostAddress>
#include <QUrl>

namespace remirai {

bool isDomainName(QByteArrayView host)
{
    const QString name = QUrl(QStringLiteral("http://") + QString::fromLatin1(host)).host();
    return name.contains(u'.') && QHostAddress(name).isNull() && !name.endsWith(QLatin1String(".localhost"));
}

} // namespace remirai
