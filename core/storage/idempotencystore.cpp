// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/idempotencystore.h"

namespace remirai {

namespace {

constexpr Statement kFind{"SELECT request_hash, status, body FROM idempotency_keys WHERE scope = ? AND key = ?"};
constexpr Statement kRemember{
    "INSERT INTO idempotency_keys (scope, key, request_hash, status, body, created_at) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (scope, key) DO NOTHING"};
constexpr Statement kForget{"DELETE FROM idempotency_keys WHERE created_at < ?"};

} // namespace

Result<std::optional<RememberedAnswer>> findAnswer(Database &database, const QString &scope, const QString &key)
{
    return database.first(kFind, {scope, key}, [](const Row &row) {
        return RememberedAnswer{row.bytes(0), static_cast<int>(row.integer(1)), row.utf8(2)};
    });
}

Status rememberAnswer(Transaction &tx, const QString &scope, const QString &key, const RememberedAnswer &answer)
{
    const auto inserted = tx.database().run(
        kRemember, {scope, key, answer.requestHash, answer.status, QString::fromUtf8(answer.body), tx.nowMs()});
    return inserted ? Status() : Status(inserted.error());
}

Result<qint64> forgetAnswers(Database &database, qint64 beforeMs)
{
    return database.run(kForget, {beforeMs});
}

} // namespace remirai
