// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/response.h"

#include "server/http/requesthead.h"

#include <algorithm>
#include <array>
#include <utility>

namespace remirai {

namespace {

constexpr std::array<std::pair<int, QByteArrayView>, 32> kReasons{{{200, "OK"},
                                                                   {201, "Created"},
                                                                   {202, "Accepted"},
                                                                   {204, "No Content"},
                                                                   {301, "Moved Permanently"},
                                                                   {302, "Found"},
                                                                   {303, "See Other"},
                                                                   {304, "Not Modified"},
                                                                   {307, "Temporary Redirect"},
                                                                   {308, "Permanent Redirect"},
                                                                   {400, "Bad Request"},
                                                                   {401, "Unauthorized"},
                                                                   {403, "Forbidden"},
                                                                   {404, "Not Found"},
                                                                   {405, "Method Not Allowed"},
                                                                   {406, "Not Acceptable"},
                                                                   {408, "Request Timeout"},
                                                                   {409, "Conflict"},
                                                                   {410, "Gone"},
                                                                   {412, "Precondition Failed"},
                                                                   {413, "Content Too Large"},
                                                                   {414, "URI Too Long"},
                                                                   {415, "Unsupported Media Type"},
                                                                   {417, "Expectation Failed"},
                                                                   {422, "Unprocessable Content"},
                                                                   {429, "Too Many Requests"},
                                                                   {431, "Request Header Fields Too Large"},
                                                                   {500, "Internal Server Error"},
                                                                   {501, "Not Implemented"},
                                                                   {503, "Service Unavailable"},
                                                                   {504, "Gateway Timeout"},
                                                                   {505, "HTTP Version Not Supported"}}};

} // namespace

Response Response::json(QByteArray body, int status)
{
    return {status, QByteArrayLiteral("application/json"), std::move(body)};
}

Response Response::text(QByteArray body, int status)
{
    return {status, QByteArrayLiteral("text/plain; charset=utf-8"), std::move(body)};
}

Response Response::html(QByteArray body, int status)
{
    return {status, QByteArrayLiteral("text/html; charset=utf-8"), std::move(body)};
}

bool Response::addHeader(QByteArrayView name, QByteArrayView value)
{
    const auto isControl = [](char c) { return (quint8(c) < 0x20 && c != '\t') || c == 0x7f; };
    if (!isToken(name) || std::any_of(value.begin(), value.end(), isControl))
        return false;
    m_headerLines.append(name.data(), name.size());
    m_headerLines.append(": ", 2);
    m_headerLines.append(value.data(), value.size());
    m_headerLines.append("\r\n", 2);
    return true;
}

QByteArrayView reasonPhrase(int status)
{
    const auto found = std::find_if(kReasons.begin(), kReasons.end(), [&](const auto &r) { return r.first == status; });
    return found == kReasons.end() ? QByteArrayView("Unknown") : found->second;
}

} // namespace remirai
