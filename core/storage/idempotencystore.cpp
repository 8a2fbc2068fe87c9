// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/idempotencystore.h"

namespace remirai {

namespace {

constexpr Statement kFind{"SELECT request_hash, status, body FROM idempotency_keys WHERE scope = ? AND key = ?"};
constexpr Statement kRemember{
    "INSERT INTO idempotency_keys (scope, key, request_hash, status, body, created_at) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (scope, key) DO NOTHING"};
constexpr Statement kForget{"DELETE FROM idempotency_keys WHERE created_at < ?"};
// A scope begins with the user's id, 36 characters.
constexpr Statement kForgetOwner{"DELETE FROM idempotency_keys WHERE substr(scope, 1, 36) = ?"};

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
        kRemember, {scope, key, answer.requestHash, answer.status, Bind::Utf8{answer.body}, tx.nowMs()});
    if (!inserted)
        return inserted.error();
    if (*inserted == 0) // another server ran the same command at this moment: undo ours, its answer stands
        return Error{ErrorCode::Conflict, QStringLiteral("a request with this Idempotency-Key is running already"), {}};
    return {};
}

Result<qint64> forgetAnswers(Database &database, qint64 beforeMs)
{
    return database.run(kForget, {beforeMs});
}

Status forgetAnswersTo(Transaction &tx, UserId user)
{
    const auto forgotten = tx.database().run(kForgetOwner, {user.toString()});
    return forgotten ? Status() : Status(forgotten.error());
}

} // namespace remirai
