// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/userstore.h"

namespace remirai {

// Command: the account of somebody whose e-mail address has been proven (or, in local mode, is believed).
// Unprocessable when the address is not one.
Result<User> signIn(Transaction &tx, const QString &email, const QString &displayName);

// The name with whatever signIn() would refuse taken out.
QString fittingName(const QString &text);

} // namespace remirai
