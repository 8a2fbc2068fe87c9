// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requestids.h"

#include <algorithm>
#include <charconv>

namespace remirai {

QByteArray RequestIds::next()
{
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, ++m_count, 16).ptr;
    QByteArray id;
    id.reserve(m_prefix.size() + (end - digits));
    id.append(m_prefix).append(digits, end - digits);
    return id;
}

bool RequestIds::isAcceptable(QByteArrayView id)
{
    return !id.isEmpty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_'
            || c == '-';
    });
}

} // namespace remirai
