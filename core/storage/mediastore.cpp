// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/mediastore.h"

#include <QCryptographicHash>

namespace remirai {

namespace {

constexpr Statement kInsertMedia{
    "INSERT INTO media (name, type, bytes, created_at) VALUES (?, 'image/png', ?, ?) ON CONFLICT (name) DO NOTHING"};
constexpr Statement kFindMedia{"SELECT type, bytes FROM media WHERE name = ?"};

} // namespace

Result<QString> storeMedia(Transaction &tx, const QByteArray &bytes)
{
    const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Blake2b_160).toHex();
    const QString name = QString::fromLatin1(hash) + QStringLiteral(".png");
    const auto inserted = tx.database().run(kInsertMedia, {name, bytes, tx.nowMs()});
    if (!inserted)
        return inserted.error();
    return name;
}

Result<std::optional<Media>> findMedia(Database &database, const QString &name)
{
    return database.first(kFindMedia, {name}, [](const Row &row) { return Media{row.text(0), row.bytes(1)}; });
}

} // namespace remirai
