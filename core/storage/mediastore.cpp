// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/mediastore.h"

namespace remirai {

namespace {

constexpr Statement kInsertMedia{
    "INSERT INTO media (name, type, bytes, created_at) VALUES (?, 'image/png', ?, ?) ON CONFLICT (name) DO NOTHING"};
constexpr Statement kFindMedia{"SELECT type, bytes FROM media WHERE name = ?"};
constexpr Statement kDeleteMedia{"DELETE FROM media WHERE name = ?"};

} // namespace

Status storeMedia(Transaction &tx, const QString &name, const QByteArray &bytes)
{
    const auto inserted = tx.database().run(kInsertMedia, {name, bytes, tx.nowMs()});
    return inserted ? Status() : Status(inserted.error());
}

Result<std::optional<Media>> findMedia(Database &database, const QString &name)
{
    return database.first(kFindMedia, {name}, [](const Row &row) { return Media{row.text(0), row.bytes(1)}; });
}

Status deleteMedia(Transaction &tx, const QString &name)
{
    const auto deleted = tx.database().run(kDeleteMedia, {name});
    return deleted ? Status() : Status(deleted.error());
}

} // namespace remirai
