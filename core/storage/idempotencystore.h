// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/transaction.h"

namespace remirai {

// The answer that a command with an Idempotency-Key got, kept a day so that its repetition gets the same.
struct RememberedAnswer
{
    QByteArray requestHash;
    int status = 0;
    QByteArray body;
};

inline constexpr qint64 kIdempotencyKeptMs = 86'400'000;

Result<std::optional<RememberedAnswer>> findAnswer(Database &database, const QString &scope, const QString &key);
Status rememberAnswer(Transaction &tx, const QString &scope, const QString &key, const RememberedAnswer &answer);
Result<qint64> forgetAnswers(Database &database, qint64 beforeMs);
// Every answer kept for this user, as it may quote what they deleted.
Status forgetAnswersTo(Transaction &tx, UserId user);

} // namespace remirai
