// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/problem.h"

#include "core/domain/httpstatus.h"
#include "core/domain/jsontext.h"

#include <QDebug>
#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kRetryMs = 1'000;

// Relative to /problems/, where the API's documentation explains it.
QByteArrayView typeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid-argument";
    case ErrorCode::Unprocessable:
        return "unprocessable";
    case ErrorCode::Unauthenticated:
        return "unauthenticated";
    case ErrorCode::Forbidden:
        return "forbidden";
    case ErrorCode::NotFound:
        return "not-found";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::Gone:
        return "gone";
    case ErrorCode::TooLarge:
        return "too-large";
    case ErrorCode::RateLimited:
        return "rate-limited";
    case ErrorCode::Unavailable:
        return "unavailable";
    case ErrorCode::Timeout:
        return "timeout";
    case ErrorCode::Internal:
        return "internal";
    }
    Q_UNREACHABLE();
}

Response render(int status, QByteArrayView type, QByteArrayView detail, QByteArrayView field)
{
    QByteArray body;
    body.reserve(128 + detail.size());
    body.append("{\"type\":");
    appendJsonString(body, type);
    body.append(",\"title\":");
    appendJsonString(body, reasonPhrase(status));
    body.append(",\"status\":").append(QByteArray::number(status)).append(",\"detail\":");
    appendJsonString(body, detail);
    if (!field.isEmpty()) {
        body.append(",\"field\":");
        appendJsonString(body, field);
    }
    body.append('}');
    return {status, QByteArrayLiteral("application/problem+json"), std::move(body)};
}

} // namespace

Response problem(const Error &error)
{
    const QByteArray type = "/problems/" + typeOf(error.code).toByteArray();
    Response response = render(httpStatus(error.code), type, error.message.toUtf8(), error.field.toUtf8());
    if (error.retryAfterMs > 0)
        response.addHeader("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1'000));
    if (error.code == ErrorCode::Unauthenticated)
        response.addHeader("WWW-Authenticate", "Bearer");
    return response;
}

Error forClient(const Error &error, QByteArrayView requestId)
{
    if (error.code != ErrorCode::Internal && !error.isPrivate)
        return error;
    logFailure(error, requestId);
    if (error.code == ErrorCode::Unavailable)
        return {error.code,
                QStringLiteral("The database does not answer right now; please try again in a moment."),
                {},
                std::max(error.retryAfterMs, kRetryMs)};
    return {
        ErrorCode::Internal,
        QStringLiteral("The server failed to handle this request. Its log says why: tell who runs it the number %1.")
            .arg(QString::fromLatin1(requestId)),
        {},
        error.retryAfterMs};
}

void logFailure(const Error &error, QByteArrayView requestId)
{
    const QByteArray id = requestId.toByteArray();
    qCritical("request %s failed: %s", id.constData(), qPrintable(error.message));
}

Response problem(int status, QByteArrayView detail)
{
    return render(status, "about:blank", detail, {});
}

} // namespace remirai
