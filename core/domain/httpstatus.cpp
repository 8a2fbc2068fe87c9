// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/httpstatus.h"

#include <algorithm>
#include <iterator>

namespace remirai {

namespace {

struct Row
{
    ErrorCode code;
    int status;
};

constexpr Row kRows[] = {
    {ErrorCode::InvalidArgument, 400}, {ErrorCode::Unauthenticated, 401}, {ErrorCode::Forbidden, 403},
    {ErrorCode::NotFound, 404},        {ErrorCode::Conflict, 409},        {ErrorCode::Gone, 410},
    {ErrorCode::TooLarge, 413},        {ErrorCode::Unprocessable, 422},   {ErrorCode::RateLimited, 429},
    {ErrorCode::Internal, 500},        {ErrorCode::Unavailable, 503},     {ErrorCode::Timeout, 504},
};

} // namespace

int httpStatus(ErrorCode code)
{
    const auto *row =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const Row &each) { return each.code == code; });
    return row == std::end(kRows) ? 500 : row->status;
}

ErrorCode errorCodeOfHttp(int status)
{
    const auto *row =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const Row &each) { return each.status == status; });
    return row == std::end(kRows) ? ErrorCode::Internal : row->code;
}

} // namespace remirai
