// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/problem.h"

namespace remirai {

namespace {

struct Row
{
    int status;
    QByteArrayView type; // relative to /problems/, where the API's documentation explains it
};

Row rowOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return {400, "invalid-argument"};
    case ErrorCode::Unprocessable:
        return {422, "unprocessable"};
    case ErrorCode::Unauthenticated:
        return {401, "unauthenticated"};
    case ErrorCode::Forbidden:
        return {403, "forbidden"};
    case ErrorCode::NotFound:
        return {404, "not-found"};
    case ErrorCode::Conflict:
        return {409, "conflict"};
    case ErrorCode::Gone:
        return {410, "gone"};
    case ErrorCode::TooLarge:
        return {413, "too-large"};
    case ErrorCode::RateLimited:
        return {429, "rate-limited"};
    case ErrorCode::Unavailable:
        return {503, "unavailable"};
    case ErrorCode::Timeout:
        return {504, "timeout"};
    case ErrorCode::Internal:
        return {500, "internal"};
    }
    Q_UNREACHABLE();
}

void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    static constexpr char kHex[] = "0123456789abcdef";
    out.append('"');
    for (const char c : utf8) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (quint8(c) < 0x20) {
            out.append("\\u00").append(kHex[quint8(c) >> 4]).append(kHex[quint8(c) & 15]);
        } else {
            out.append(c);
        }
    }
    out.append('"');
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

int httpStatus(ErrorCode code)
{
    return rowOf(code).status;
}

Response problem(const Error &error)
{
    const Row row = rowOf(error.code);
    const QByteArray type = "/problems/" + row.type.toByteArray();
    Response response = render(row.status, type, error.message.toUtf8(), error.field.toUtf8());
    if (error.retryAfterMs > 0)
        response.addHeader("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1'000));
    if (error.code == ErrorCode::Unauthenticated)
        response.addHeader("WWW-Authenticate", "Bearer");
    return response;
}

Response problem(int status, QByteArrayView detail)
{
    return render(status, "about:blank", detail, {});
}

} // namespace remirai
