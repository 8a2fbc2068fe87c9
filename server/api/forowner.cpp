// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/forowner.h"

#include <algorithm>

namespace remirai {

Error forOwner(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Timeout:
        return {ErrorCode::Timeout, QStringLiteral("the model took too long to answer"), {}};
    case ErrorCode::RateLimited:
    case ErrorCode::Unavailable:
        return {ErrorCode::Unavailable,
                QStringLiteral("the model cannot answer now; try again soon"),
                {},
                std::max<qint64>(error.retryAfterMs, 1'000)};
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unprocessable:
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
    case ErrorCode::Gone:
    case ErrorCode::TooLarge:
    case ErrorCode::Internal:
        break;
    }
    return {ErrorCode::Unprocessable, QStringLiteral("the model refused to answer this"), {}};
}

Persona forOwner(Persona persona)
{
    if (!persona.error.isEmpty())
        persona.error =
            QStringLiteral("the models could not make this; if another try fails too, ask who runs this server");
    return persona;
}

} // namespace remirai
