// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/transaction.h"

namespace remirai {

struct Media
{
    QString type; // MIME
    QByteArray bytes;
};

// Stores a PNG under a name that is given once and never changes its meaning; what is there already stays.
Status storeMedia(Transaction &tx, const QString &name, const QByteArray &bytes);
Result<std::optional<Media>> findMedia(Database &database, const QString &name);
Status deleteMedia(Transaction &tx, const QString &name);

} // namespace remirai
