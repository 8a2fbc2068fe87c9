// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/userstore.h"

namespace remirai {

// Command: the account of somebody whose e-mail address has been proven (or, in local mode, is believed).
// Unprocessable when the address is not one.
Result<User> signIn(Transaction &tx, const QString &email, const QString &displayName);

// Command: the same for an account of Google, which is known by its subject. Its address is followed when it changes,
// unless another user has it here. An address that Google has given to somebody new brings them to an account of their
// own; the former holder's keeps everything but the address. Whoever has the address without an account of Google gets
// it.
Result<User> signInWithGoogle(Transaction &tx, const QString &subject, const QString &email,
                              const QString &displayName);

// What friends see of an owner who gave no name: nothing of the address, as the sign-in page promises.
inline constexpr QStringView kNameless = u"A friend";
// Command: the name of an owner who has none so far; whoever has one keeps it. Unprocessable when it does not fit.
Status nameOwner(Transaction &tx, UserId owner, const QString &displayName);

// The name with whatever signIn() would refuse taken out.
QString fittingName(const QString &text);

} // namespace remirai
