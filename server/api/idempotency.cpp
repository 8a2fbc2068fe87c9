// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/idempotency.h"

#include <QCryptographicHash>
#include <algorithm>

namespace remirai {

namespace {

constexpr qsizetype kMaxKeyLength = 255;

} // namespace

Result<std::optional<IdempotencyKey>> idempotencyKeyOf(const Principal &principal, const Request &request)
{
    const QByteArrayView key = request.header("idempotency-key");
    if (key.isNull())
        return std::optional<IdempotencyKey>();
    const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (key.isEmpty() || key.size() > kMaxKeyLength || !visible)
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("an Idempotency-Key has 1 to %1 visible ASCII characters").arg(kMaxKeyLength),
                     QStringLiteral("Idempotency-Key")};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(request.path());
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(request.body());
    const QString scope = principal.userId.toString() + u' ' + QString::fromLatin1(toText(request.method())) + u' '
        + QString::fromLatin1(request.route());
    return std::optional(IdempotencyKey{scope, QString::fromLatin1(key), hash.result()});
}

Result<std::optional<CommandAnswer>> recall(Database &database, const std::optional<IdempotencyKey> &key)
{
    if (!key)
        return std::optional<CommandAnswer>();
    const auto found = findAnswer(database, key->scope, key->key);
    if (!found)
        return found.error();
    if (!*found)
        return std::optional<CommandAnswer>();
    if ((*found)->requestHash != key->requestHash)
        return Error{ErrorCode::Unprocessable,
                     QStringLiteral("this Idempotency-Key was used for another request; take a new one"),
                     QStringLiteral("Idempotency-Key")};
    return std::optional(CommandAnswer{(*found)->status, (*found)->body});
}

Status remember(Transaction &tx, const std::optional<IdempotencyKey> &key, const CommandAnswer &answer)
{
    if (!key)
        return {};
    return rememberAnswer(tx, key->scope, key->key, {key->requestHash, answer.status, answer.body});
}

void sendAnswer(Reply &&reply, const Result<CommandAnswer> &answer)
{
    if (answer)
        reply.send(Response::json(answer->body, answer->status));
    else
        reply.fail(answer.error());
}

} // namespace remirai
