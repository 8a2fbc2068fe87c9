// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/userstore.h"

namespace remirai {

namespace {

constexpr Statement kInsertUser{"INSERT INTO users (id, email, display_name, created_at) VALUES (?, ?, ?, ?) "
                                "ON CONFLICT (email) DO NOTHING"};
constexpr Statement kUserByEmail{"SELECT id, email, display_name, created_at FROM users WHERE email = ?"};
constexpr Statement kUserById{"SELECT id, email, display_name, created_at FROM users WHERE id = ?"};
constexpr Statement kUserByGoogle{"SELECT id, email, display_name, created_at FROM users WHERE google_subject = ?"};
constexpr Statement kLinkGoogle{"UPDATE users SET google_subject = ? WHERE id = ? AND google_subject IS NULL "
                                "AND NOT EXISTS (SELECT 1 FROM users WHERE google_subject = ?)"};
constexpr Statement kChangeEmail{"UPDATE users SET email = ? WHERE id = ?"};
constexpr Statement kRename{"UPDATE users SET display_name = ? WHERE id = ? AND display_name = ?"};

User toUser(const Row &row)
{
    return {row.id<UserId>(0), row.text(1), row.text(2), row.integer(3)};
}

} // namespace

Result<User> findOrCreateUser(Transaction &tx, const QString &email, const QString &displayName)
{
    const QString address = email.trimmed().toLower();
    const auto id = tx.environment().newId<UserId>();
    const auto inserted = tx.database().run(kInsertUser, {id, address, displayName, tx.nowMs()});
    if (!inserted)
        return inserted.error();
    if (*inserted > 0)
        tx.record("user.created", id.toString());
    const auto user = tx.database().first(kUserByEmail, {address}, toUser);
    if (!user)
        return user.error();
    return user->value();
}

Result<bool> linkGoogle(Transaction &tx, UserId id, const QString &subject)
{
    const auto linked = tx.database().run(kLinkGoogle, {subject, id, subject});
    if (!linked)
        return linked.error();
    return *linked > 0;
}

Result<std::optional<User>> findUserByGoogle(Database &database, const QString &subject)
{
    return database.first(kUserByGoogle, {subject}, toUser);
}

Status changeEmail(Transaction &tx, UserId id, const QString &email)
{
    const auto changed = tx.database().run(kChangeEmail, {email.trimmed().toLower(), id});
    if (changed && *changed > 0)
        tx.record("user.address_changed", id.toString());
    return changed ? Status() : Status(changed.error());
}

Result<bool> renameUser(Transaction &tx, UserId id, const QString &from, const QString &to)
{
    const auto renamed = tx.database().run(kRename, {to, id, from});
    if (!renamed)
        return renamed.error();
    return *renamed > 0;
}

Result<std::optional<User>> findUser(Database &database, UserId id)
{
    return database.first(kUserById, {id}, toUser);
}

Result<std::optional<User>> findUserByEmail(Database &database, const QString &email)
{
    return database.first(kUserByEmail, {email.trimmed().toLower()}, toUser);
}

} // namespace remirai
