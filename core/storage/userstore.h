// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"
#include "core/storage/transaction.h"

namespace remirai {

struct User
{
    UserId id;
    QString email; // lower case
    QString displayName;
    qint64 createdAtMs = 0;
};

// The user with this e-mail address, made when there is none.
Result<User> findOrCreateUser(Transaction &tx, const QString &email, const QString &displayName);
// False when somebody else has signed in with this account, or the user with another one.
Result<bool> linkGoogle(Transaction &tx, UserId id, const QString &subject);
Result<std::optional<User>> findUserByGoogle(Database &database, const QString &subject);
// Conflict when another user has it.
Status changeEmail(Transaction &tx, UserId id, const QString &email);
// False when it has another name than `from`.
Result<bool> renameUser(Transaction &tx, UserId id, const QString &from, const QString &to);
Result<std::optional<User>> findUser(Database &database, UserId id);
Result<std::optional<User>> findUserByEmail(Database &database, const QString &email); // in any case

} // namespace remirai
