// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/transaction.h"

namespace remirai {

struct Media
{
    QString type; // MIME
    QByteArray bytes;
};

// Stores a picture under a name made from its content, so that a name never changes its meaning; returns the name.
Result<QString> storeMedia(Transaction &tx, const QByteArray &bytes);
Result<std::optional<Media>> findMedia(Database &database, const QString &name);

} // namespace remirai
