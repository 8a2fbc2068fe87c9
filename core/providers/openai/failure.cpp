// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/openai/failure.h"

#include "core/domain/retry.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <curl/curl.h>

namespace remirai {

namespace {

// {"error":{"code":"insufficient_quota","type":…}}: the code, else the type, when it is a short word of a-z, 0-9, _ or
// -.
QString errorWord(const QByteArray &body)
{
    const QJsonObject error = QJsonDocument::fromJson(body).object()[u"error"].toObject();
    for (const QString &word : {error[u"code"].toString(), error[u"type"].toString()}) {
        const bool plain =
            std::all_of(word.begin(), word.end(), [](QChar c) { return (c >= u'a' && c <= u'z') || c == u'_'; });
        if (!word.isEmpty() && word.size() <= 40 && plain)
            return word;
    }
    return {};
}

bool isOutOfMoney(const QString &word)
{
    return word == u"insufficient_quota" || word == u"billing_hard_limit_reached" || word == u"billing_not_active";
}

Error limited(const QString &what, const HttpReply &reply, qint64 nowMs)
{
    return {ErrorCode::RateLimited,
            what + QStringLiteral(": it asks to wait"),
            {},
            retryAfterMs(reply.retryAfterMs, reply.retryAfter, nowMs).value_or(0)};
}

Error permanent(int status, const QString &what, const QString &section)
{
    switch (status) {
    case 401:
        return {
            ErrorCode::Unauthenticated, what + QStringLiteral(": check the key in %1.api_key_file").arg(section), {}};
    case 402:
        return {ErrorCode::Forbidden, what + QStringLiteral(": the account has no credit left"), {}};
    case 403:
        return {ErrorCode::Forbidden, what + QStringLiteral(": the key may not use %1.model").arg(section), {}};
    case 404:
        return {ErrorCode::NotFound, what + QStringLiteral(": check %1.base_url and %1.model").arg(section), {}};
    case 413:
        return {ErrorCode::TooLarge, what + QStringLiteral(": the request is too long for it"), {}};
    default:
        break;
    }
    if (status >= 300 && status < 400)
        return {
            ErrorCode::Unprocessable,
            what
                + QStringLiteral(": it redirects, which is refused; set %1.base_url to the final address").arg(section),
            {}};
    return {ErrorCode::Unprocessable, what + QStringLiteral(": it refuses this request"), {}};
}

} // namespace

std::optional<qint64> retryAfterMs(const QByteArray &retryAfterMs, const QByteArray &retryAfter, qint64 nowMs)
{
    const auto capped = [](double ms) {
        return static_cast<qint64>(std::clamp(ms, 0.0, static_cast<double>(kMaxSnoozeMs)));
    };
    bool ok = false;
    if (const double ms = retryAfterMs.trimmed().toDouble(&ok); ok && ms == ms)
        return capped(ms);
    if (const double seconds = retryAfter.trimmed().toDouble(&ok); ok && seconds == seconds)
        return capped(seconds * 1'000);
    if (retryAfter.isEmpty())
        return std::nullopt;
    const time_t date = curl_getdate(retryAfter.constData(), nullptr);
    if (date < 0)
        return std::nullopt;
    return capped(static_cast<double>(date) * 1'000 - static_cast<double>(nowMs));
}

Error failureOf(const HttpReply &reply, const QString &section, qint64 nowMs)
{
    const QString word = errorWord(reply.body);
    QString what = QStringLiteral("the %1 provider answered %2").arg(section).arg(reply.status);
    if (!word.isEmpty())
        what += QStringLiteral(" (%1)").arg(word);
    const int status = reply.status;
    if (status == 429 && isOutOfMoney(word))
        return permanent(402, what, section);
    if (status == 429 || status == 529)
        return limited(what, reply, nowMs);
    if (status >= 500 || status == 408 || status == 409 || status == 425)
        return {ErrorCode::Unavailable,
                what + QStringLiteral(": it may work later"),
                {},
                retryAfterMs(reply.retryAfterMs, reply.retryAfter, nowMs).value_or(0)};
    if (status >= 200 && status < 300)
        return {ErrorCode::Internal, what + QStringLiteral(" without a usable result"), {}};
    return permanent(status, what, section);
}

} // namespace remirai
